/* suitewrite.c - writes a suite as suitefile.c reads it. */
#include "suite/suite.h"

#include <inttypes.h>

/* A libconfig string: quotes and backslashes escaped, control characters as \xNN. */
static void write_string(FILE *to, const char *text)
{
    putc('"', to);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(to, "\\%c", *c);
        else if (*c < ' ')
            fprintf(to, "\\x%02x", *c);
        else
            putc(*c, to);
    }
    putc('"', to);
}

static void write_list(FILE *to, const char *name, const struct text_list *list)
{
    if (!list->count)
        return;
    fprintf(to, "%s = ( ", name);
    for (size_t i = 0; i < list->count; i++) {
        if (i)
            fputs(", ", to);
        write_string(to, list->items[i]);
    }
    fputs(" );\n", to);
}

/* A workload, or with `workers` a group beside. */
static void write_workload(FILE *to, const struct suite_workload *w, long workers)
{
    fputs("  { name = ", to);
    write_string(to, w->workload.path);
    fputs(";", to);
    if (workers)
        fprintf(to, " workers = %ld;", workers);
    if (w->batch_ops)
        fprintf(to, " batch = %" PRIu64 "L;", w->batch_ops);
    if (w->total)
        fprintf(to, " %s = %" PRIu64 "L;", w->total_asked ? "total" : "calibrated-total", w->total);
    if (w->parameters.count)
        fputs(" parameters = (", to);
    for (size_t i = 0; i < w->parameters.count; i++) {
        fputs(i ? ", " : " ", to);
        write_string(to, w->parameters.items[i]);
    }
    fputs(w->parameters.count ? " ); }" : " }", to);
}

static void write_besides(FILE *to, const struct suite *suite)
{
    if (!suite->beside_count)
        return;
    fputs("beside = (\n", to);
    for (size_t i = 0; i < suite->beside_count; i++) {
        if (suite->besides[i].workers)
            write_workload(to, &suite->besides[i].work, suite->besides[i].workers);
        else
            fprintf(to, "  \"%s\"", axes[AXIS_BESIDE].neutral);
        fputs(i + 1 < suite->beside_count ? ",\n" : "\n", to);
    }
    fputs(");\n", to);
}

static void write_axes(FILE *to, const struct suite *suite)
{
    for (enum axis_index i = 0; i < AXIS_COUNT; i++)
        if (i == AXIS_BESIDE)
            write_besides(to, suite);
        else if (axes[i].single && suite->axes[i].count)
            fprintf(to, "%s = \"%s\";\n", axes[i].name, suite->axes[i].items[0]);
        else
            write_list(to, axes[i].name, &suite->axes[i]);
}

static void write_whole(FILE *to, const char *name, int64_t value, const char *unit)
{
    if (value == SUITE_AUTO)
        fprintf(to, "%s = \"auto\";\n", name);
    else
        fprintf(to, "%s = \"%" PRId64 "%s\";\n", name, value, unit);
}

void suite_write(const struct suite *suite, FILE *to)
{
    fputs("# What was asked for, with everything decided: `gilscale run` takes this file to measure the same "
          "again.\n",
          to);
    fputs("description = ", to);
    write_string(to, suite->description);
    fputs(";\n", to);
    write_list(to, "python", &suite->pythons);
    write_list(to, "threads", &suite->threads);
    write_list(to, "placement", &suite->placements);
    write_list(to, "gil", &suite->gils);
    write_axes(to, suite);
    if (suite->total)
        fprintf(to, "total = \"%" PRIu64 "\";\n", suite->total);
    fprintf(to, "per-worker = \"%s\";\ncounters = \"%s\";\nphases = \"%s\";\n",
            suite->per_worker ? "yes" : "no", suite->counters ? "yes" : "no", suite->phases ? "yes" : "no");
    write_whole(to, "invocations", suite->invocations, "");
    write_whole(to, "windows", suite->windows, "");
    write_whole(to, "window", suite->window_ns, "ns");
    write_whole(to, "warmup", suite->warmup_ns, "ns");
    fprintf(to, "deviation = \"%.6g%%\";\ndrift = \"%.6g%%\";\n", 100 * suite->deviation, 100 * suite->drift);
    fprintf(to, "turns = \"%s\";\n", suite->turns ? "yes" : "no");
    if (suite->until > 0)
        fprintf(to, "until = \"%.6g%%\";\nbudget = \"%" PRId64 "ns\";\n", 100 * suite->until,
                suite->budget_ns);
    fprintf(to, "batch-time = \"%" PRId64 "ns\";\ntimeout = \"%" PRId64 "ns\";\n", suite->batch_ns,
            suite->timeout_ns);
    if (suite->seed)
        fprintf(to, "seed = \"%" PRIu64 "\";\n", suite->seed);
    fputs("workloads = (\n", to);
    for (size_t i = 0; i < suite->workload_count; i++) {
        write_workload(to, &suite->workloads[i], 0);
        fputs(i + 1 < suite->workload_count ? ",\n" : "\n", to);
    }
    fputs(");\n", to);
}
