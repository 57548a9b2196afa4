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

/* The program and its parameters. */
static void add_work(const struct session *session, size_t build, size_t work, const char *file,
                     const char *parameter, struct text_list *argv)
{
    const struct suite_workload *workload = session_work(session->suite, work);

    add(argv, file, "%s", session_program(session, build, work)->path);
    for (size_t i = 0; i < workload->parameters.count; i++)
        add(argv, parameter, "%s", workload->parameters.items[i]);
}

/* Of both groups: those beside take the placement's next CPUs. A library sizes its pool by the CPUs of the thread that loads it, and the pool's
 * threads keep to them: where it is to have a pool, the main thread is not bound. */
static void add_cpus(const struct session *session, const struct placement *placement, int workers,
                     bool keep_pools, struct text_list *argv)
{
    if (!placement->cpus)
        return;
    char *cpus = arguments_cpus(placement, workers, ',');
    add(argv, "--cpus", "%s", cpus);
    free(cpus);
    int spare = placement_spare_cpu(placement, session->topology, workers);
    if (spare >= 0 && !keep_pools)
        add(argv, "--main-cpu", "%d", spare);
}

static void add_common(const struct session *session, struct text_list *argv)
{
    if (session->topology_file)
        add(argv, "--topology", "%s", session->topology_file);
    add(argv, "--batch-time", "%" PRId64 "ns", session->suite->batch_ns);
    add(argv, "--rows-fd", "%d", CHILD_ROWS_FD);
}

void arguments_to_calibrate(const struct session *session, size_t build, size_t work, struct text_list *argv)
{
    const struct placement *placement = &session->plan->placements[0];

    text_list_add(argv, session->runners[build]);
    add(argv, "--python", "%s", session->builds->items[build].executable);
    add_work(session, build, work, "--workload", "--param", argv);
    add(argv, "--threads", "%d", 1);
    add_cpus(session, placement, 1, false, argv);
    add_common(session, argv);
    text_list_add(argv, "--calibrate");
}

/* What differs from the neutral. The seed, the group beside and the total have arguments of their own. */
static void add_axes(const struct session *session, const struct cell *cell, struct text_list *argv)
{
    for (enum axis_index axis = 0; axis < AXIS_COUNT; axis++) {
        const char *value = cell->axes ? cell->axes->values.of[axis] : NULL;
        if (!value || axis == AXIS_HASH_SEED || axis == AXIS_BESIDE || axis == AXIS_MEASURE)
            continue;
        char *option = text_format("--%s", axes[axis].name), *argument = axes_argument(axis, value);
        add(argv, option, "%s", argument);
        free(option);
        free(argument);
    }
    if (!cell->axes || !cell->axes->beside)
        return;
    size_t beside = (size_t)(cell->axes->beside - session->suite->besides);
    add_work(session, cell->build, session->suite->workload_count + beside, "--beside", "--beside-param",
             argv);
    add(argv, "--beside-workers", "%ld", cell->axes->beside->workers);
}

void arguments_of_cell(const struct session *session, const struct cell *cell, struct text_list *argv)
{
    text_list_add(argv, session->runners[cell->build]);
    add(argv, "--python", "%s", session->builds->items[cell->build].executable);
    add_work(session, cell->build, cell->workload, "--workload", "--param", argv);
    add(argv, "--threads", "%d", cell->threads);
    if (cell->gil >= 0)
        add(argv, "--gil", "%s", cell->gil ? "on" : "off");
    add_axes(session, cell, argv);
    add_cpus(session, &session->plan->placements[cell->placement], plan_all_workers(cell),
             cell->axes && cell->axes->values.of[AXIS_POOLS], argv);
    add_common(session, argv);
}

void arguments_to_measure(const struct session *session, const struct cell *cell, long block, bool in_turns,
                          struct text_list *argv)
{
    const struct suite *suite = session->suite;

    add(argv, "--batch", "%" PRIu64, suite->workloads[cell->workload].batch_ops);
    if (cell->axes && cell->axes->beside)
        add(argv, "--beside-batch", "%" PRIu64, cell->axes->beside->work.batch_ops);
    if (suite_is_makespan(suite))
        add(argv, "--total", "%" PRIu64, suite->workloads[cell->workload].total);
    if (suite->per_worker)
        text_list_add(argv, "--per-worker");
    if (suite->counters)
        text_list_add(argv, "--counters");
    if (suite->phases)
        text_list_add(argv, "--phases");
    add(argv, "--warmup", "%" PRId64 "ns", cell->warmup_ns);
    add(argv, "--window", "%" PRId64 "ns", cell->window_ns);
    add(argv, "--windows", "%ld", cell->windows);
    add(argv, "--deviation", "%.6g%%", 100 * suite->deviation);
    add(argv, "--drift", "%.6g%%", 100 * suite->drift);
    add(argv, "--hash-seed", "%" PRIu32, plan_hash_seed(suite->seed, cell, block));
    if (in_turns)
        add(argv, "--turn-fd", "%d", CHILD_TURN_FD);
}
