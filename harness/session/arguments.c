#include "session/arguments.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void add(struct text_list *argv, const char *option, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add(struct text_list *argv, const char *option, const char *format, ...)
{
    va_list arguments;
    char *value;

    va_start(arguments, format);
    int length = vasprintf(&value, format, arguments);
    va_end(arguments);
    text_list_add(argv, option);
    text_list_add(argv, length < 0 ? "" : value);
    if (length >= 0)
        free(value);
}

char *arguments_cpus(const struct placement *placement, int threads, char separator)
{
    char *list = text_format("%s", "");

    for (int i = 0; i < threads && placement->cpus; i++) {
        char *longer = text_format("%s%.*s%d", list, i > 0, &separator, placement_cpu(placement, i));
        free(list);
        list = longer;
    }
    return list;
}

void arguments_of_cell(const struct session *session, const struct cell *cell, struct text_list *argv)
{
    const struct suite_workload *workload = &session->suite->workloads[cell->workload];
    const struct session_program *program =
        &session->programs[cell->build * session->suite->workload_count + cell->workload];
    const struct placement *placement = &session->plan->placements[cell->placement];

    text_list_add(argv, session->runners[cell->build]);
    add(argv, "--python", "%s", session->builds->items[cell->build].executable);
    add(argv, "--workload", "%s", program->path);
    for (size_t i = 0; i < workload->parameters.count; i++)
        add(argv, "--param", "%s", workload->parameters.items[i]);
    add(argv, "--threads", "%d", cell->threads);
    if (cell->gil >= 0)
        add(argv, "--gil", "%s", cell->gil ? "on" : "off");
    if (placement->cpus) {
        char *cpus = arguments_cpus(placement, cell->threads, ',');
        add(argv, "--cpus", "%s", cpus);
        free(cpus);
        int spare = placement_spare_cpu(placement, session->topology, cell->threads);
        if (spare >= 0)
            add(argv, "--main-cpu", "%d", spare);
    }
    if (session->topology_file)
        add(argv, "--topology", "%s", session->topology_file);
    add(argv, "--batch-time", "%" PRId64 "ns", session->suite->batch_ns);
    add(argv, "--rows-fd", "%d", CHILD_ROWS_FD);
}

void arguments_to_measure(const struct session *session, const struct cell *cell, long block, bool in_turns,
                          struct text_list *argv)
{
    const struct suite *suite = session->suite;

    add(argv, "--batch", "%" PRIu64, suite->workloads[cell->workload].batch_ops);
    add(argv, "--warmup", "%" PRId64 "ns", cell->warmup_ns);
    add(argv, "--window", "%" PRId64 "ns", cell->window_ns);
    add(argv, "--windows", "%ld", cell->windows);
    add(argv, "--deviation", "%.6g%%", 100 * suite->deviation);
    add(argv, "--drift", "%.6g%%", 100 * suite->drift);
    add(argv, "--hash-seed", "%" PRIu32, plan_hash_seed(suite->seed, block));
    if (in_turns)
        add(argv, "--turn-fd", "%d", CHILD_TURN_FD);
}
