#include "cli/results_columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/results_flags.h"
#include "cli/results_phases.h"
#include "cli/results_words.h"

/* A percentile needs that many requests beyond it: ten at least, else it is the few slowest by chance. */
#define BEYOND 10

/* Waits below half a percent are none to speak of. */
#define WAIT_LEAST .005

const char *results_name_at(const struct results_row *row, size_t offset)
{
    return *(char *const *)(const void *)((const char *)&row->curve->key + offset);
}

/* ---- names; all functions below give their text away */

char *results_work(const struct results_row *row)
{
    const struct curve_key *key = &row->curve->key;
    return *key->params ? text_format("%s (%s)", key->workload, key->params)
                        : text_format("%s", key->workload);
}

static char *mode_text(const struct results_row *row)
{
    return text_format("%s", row->curve->key.mode);
}

static char *axes_words(const struct results_row *row)
{
    return text_format("%s", row->curve->key.axes);
}

static char *placement_text(const struct results_row *row)
{
    return text_format("%s", row->curve->key.placement);
}

static char *build_text(const struct results_row *row)
{
    return text_format("%s", row->curve->key.build);
}

/* One of two words; what else a file may say there is not told. */
static char *gil_text(const struct results_row *row)
{
    const char *gil = row->curve->key.gil;
    return text_format("%s", strcmp(gil, "on") == 0 ? "on" : strcmp(gil, "off") == 0 ? "off" : "?");
}

static char *threads_text(const struct results_row *row)
{
    return text_format("%d", row->point->threads);
}

/* ---- figures; "" where there is none */

static char *rate_text(const struct results_row *row)
{
    return words_rate(row->point->rate.middle);
}

static char *rate_reach(const struct results_row *row)
{
    return words_reach(&row->point->rate);
}

static char *rate_ends(const struct results_row *row)
{
    return words_ends(&row->point->rate, words_rate);
}

/* One worker has no speedup to speak of. */
static bool has_speedup(const struct results_row *row)
{
    return row->point->threads > 1 && isfinite(row->point->speedup.middle);
}

static char *speedup_text(const struct results_row *row)
{
    return has_speedup(row) ? words_ratio(row->point->speedup.middle) : words_none();
}

static char *speedup_in_full(const struct results_row *row)
{
    return has_speedup(row) ? words_interval(&row->point->speedup, words_ratio, true) : words_none();
}

static char *efficiency_text(const struct results_row *row)
{
    return has_speedup(row) ? text_format("%.0f %%", 100 * row->point->efficiency) : words_none();
}

static char *cost_text(const struct results_row *row)
{
    return isfinite(row->cost.middle) ? words_ratio(row->cost.middle) : words_none();
}

static char *cost_in_full(const struct results_row *row)
{
    return isfinite(row->cost.middle) ? words_interval(&row->cost, words_ratio, true) : words_none();
}

static char *cpu_text(const struct results_row *row)
{
    return isfinite(row->point->cpu_use) ? text_format("%.2f", row->point->cpu_use) : words_none();
}

bool results_waits(const struct results_row *row)
{
    return row->point->measures[MEASURE_GIL_WAIT].middle >= WAIT_LEAST;
}

static char *wait_text(const struct results_row *row)
{
    double wait = row->point->measures[MEASURE_GIL_WAIT].middle;
    return results_waits(row) ? text_format("%.0f %%", 100 * wait) : words_none();
}

static char *wait_in_full(const struct results_row *row)
{
    const struct interval *wait = &row->point->measures[MEASURE_GIL_WAIT];

    if (!results_waits(row) || !isfinite(wait->low))
        return wait_text(row);
    return text_format("%.0f %% (%.0f to %.0f)", 100 * wait->middle, 100 * wait->low, 100 * wait->high);
}

static char *memory_text(const struct results_row *row)
{
    double bytes = row->point->pss_bytes;
    return isfinite(bytes) ? text_format("%.1f MiB", bytes / (1 << 20)) : words_none();
}

static char *fairness_text(const struct results_row *row)
{
    return isfinite(row->point->fairness) && row->point->threads > 1
               ? text_format("%.2f", row->point->fairness)
               : words_none();
}

static char *flags_text(const struct results_row *row)
{
    return results_flags_short(row->point);
}

static char *flags_mark(const struct results_row *row)
{
    return text_format("%s", *row->point->flags ? "!" : "");
}

static char *flags_words(const struct results_row *row)
{
    return results_flags_words(row->point);
}

/* ---- what was measured beside */

bool results_enough_requests(const struct curve_point *point, double share)
{
    return share * point->measures[MEASURE_REQUESTS].middle >= BEYOND;
}

static const struct interval *measure(const struct results_row *row, enum measure which)
{
    return &row->point->measures[which];
}

static char *percentile(const struct results_row *row, enum measure which, double share, bool in_full)
{
    if (!isfinite(measure(row, which)->middle))
        return words_none();
    if (!results_enough_requests(row->point, share))
        return text_format("too few");
    return words_interval(measure(row, which), words_time, in_full);
}

static char *requests_text(const struct results_row *row)
{
    return text_format("%.0f", measure(row, MEASURE_REQUESTS)->middle);
}

static char *p50_text(const struct results_row *row)
{
    return percentile(row, MEASURE_LATENCY_P50, 1, false);
}

static char *p50_in_full(const struct results_row *row)
{
    return percentile(row, MEASURE_LATENCY_P50, 1, true);
}

static char *p90_text(const struct results_row *row)
{
    return percentile(row, MEASURE_LATENCY_P90, .1, true);
}

static char *p99_text(const struct results_row *row)
{
    return percentile(row, MEASURE_LATENCY_P99, .01, false);
}

static char *p99_in_full(const struct results_row *row)
{
    return percentile(row, MEASURE_LATENCY_P99, .01, true);
}

static char *p999_text(const struct results_row *row)
{
    return percentile(row, MEASURE_LATENCY_P999, .001, true);
}

static char *slowest_text(const struct results_row *row)
{
    return words_time(measure(row, MEASURE_LATENCY_MAX)->middle);
}

static char *beside_text(const struct results_row *row)
{
    return words_interval(measure(row, MEASURE_BESIDE), words_rate, true);
}

static char *makespan_text(const struct results_row *row)
{
    return words_interval(&row->point->makespan, words_time, true);
}

static char *create_text(const struct results_row *row)
{
    return words_time(measure(row, MEASURE_START_CREATE)->middle);
}

static char *ready_text(const struct results_row *row)
{
    return words_time(measure(row, MEASURE_START_READY)->middle);
}

static char *first_op_text(const struct results_row *row)
{
    return words_interval(measure(row, MEASURE_START_FIRST_OP), words_time, false);
}

static char *first_op_in_full(const struct results_row *row)
{
    return words_interval(measure(row, MEASURE_START_FIRST_OP), words_time, true);
}

static bool has_latency(const struct results_row *row)
{
    return isfinite(measure(row, MEASURE_LATENCY_P50)->middle);
}

static bool has_beside(const struct results_row *row)
{
    return isfinite(measure(row, MEASURE_BESIDE)->middle);
}

static bool has_makespan(const struct results_row *row)
{
    return isfinite(row->point->makespan.middle);
}

static bool has_start(const struct results_row *row)
{
    return isfinite(measure(row, MEASURE_START_FIRST_OP)->middle);
}

static bool has_phases(const struct results_row *row)
{
    return results_phase_lines(row) > 0;
}

/* What a worker takes to start is asked where there are several kinds of them. */
static bool has_modes(const struct results_view *view)
{
    for (size_t i = 1; i < view->count; i++)
        if (strcmp(view->rows[i].curve->key.mode, view->rows[0].curve->key.mode) != 0)
            return true;
    return false;
}

/* ---- the tables. With ranks, see grid.h, of which 1 is left for what the rows are sorted by. */

#define NAMES                                                                                                \
    {.grid = {.title = "workload", .data = true}, .text = results_work, .names = true, .of_block = true},    \
        {.grid = {.title = "mode", .data = true, .common = true, .sparse = true, .rank = 2},                 \
         .text = mode_text,                                                                                  \
         .names = true,                                                                                      \
         .of_block = true},                                                                                  \
        {.grid = {.title = "axes", .data = true, .common = true, .sparse = true, .rank = 2},                 \
         .text = axes_words,                                                                                 \
         .names = true,                                                                                      \
         .of_block = true},                                                                                  \
        {.grid = {.title = "placement", .data = true, .common = true, .sparse = true, .rank = 2},            \
         .text = placement_text,                                                                             \
         .names = true,                                                                                      \
         .of_block = true},                                                                                  \
        {.grid = {.title = "build", .data = true}, .text = build_text, .names = true},                       \
        {.grid = {.title = "GIL"}, .text = gil_text, .names = true},                                         \
    {                                                                                                        \
        .grid = {.title = "N", .right = true}, .means = "N: workers", .text = threads_text, .names = true,   \
        .key = "threads"                                                                                     \
    }

static const struct results_column rates[] = {
    NAMES,
    {.grid = {.title = "ops/s", .right = true},
     .means = "ops/s: of all of them together",
     .text = rate_text,
     .key = "rate"},
    {.grid = {.title = "+-", .right = true, .sparse = true, .rank = 4},
     .means = "+-: how far its 95 % interval reaches",
     .text = rate_reach,
     .key = "interval"},
    {.grid = {.title = "95 % interval", .sparse = true, .rank = 7, .instead = true}, .text = rate_ends},
    {.grid = {.title = "speedup", .right = true, .sparse = true},
     .means = "speedup: over one worker of the same build",
     .text = speedup_text},
    {.grid = {.title = "speedup (95 %)", .sparse = true, .rank = 3, .instead = true},
     .means = "speedup: over one worker of the same build",
     .text = speedup_in_full,
     .key = "speedup"},
    {.grid = {.title = "eff.", .right = true, .sparse = true, .rank = 5},
     .means = "eff.: speedup / N",
     .text = efficiency_text,
     .key = "efficiency"},
    {.grid = {.title = "GIL wait", .right = true, .sparse = true, .rank = 6},
     .means = "GIL wait: the part of a worker's time",
     .text = wait_text,
     .key = "gil-wait"},
    {.grid = {.title = "GIL wait (95 %)", .sparse = true, .rank = 12, .instead = true},
     .means = "GIL wait: the part of a worker's time",
     .text = wait_in_full},
    {.grid = {.title = "CPUs", .right = true, .sparse = true, .rank = 8},
     .means = "CPUs: kept busy",
     .text = cpu_text,
     .key = "cpu"},
    {.grid = {.title = "memory", .right = true, .sparse = true, .rank = 9},
     .means = "memory: of all of it (PSS)",
     .text = memory_text,
     .key = "memory"},
    {.grid = {.title = "fairness", .right = true, .sparse = true, .rank = 10},
     .means = "fairness: the slowest worker's rate over the fastest's",
     .text = fairness_text,
     .key = "fairness"},
    {.grid = {.title = "1-thread cost", .right = true, .sparse = true, .rank = 11},
     .means = "1-thread cost: one worker on the GIL build over one on this",
     .text = cost_text,
     .key = "cost"},
    {.grid = {.title = "1-thread cost (95 %)", .sparse = true, .rank = 13, .instead = true},
     .means = "1-thread cost: one worker on the GIL build over one on this",
     .text = cost_in_full},
    {.grid = {.title = "!", .sparse = true}, .text = flags_mark},
    {.grid = {.title = "flags", .sparse = true, .rank = 2, .instead = true},
     .text = flags_text,
     .key = "disturbed"},
    {.grid = {.title = "flags", .data = true, .sparse = true, .instead = true},
     .text = flags_words,
     .markdown = true}};

static const struct results_column latencies[] = {
    NAMES,
    {.grid = {.title = "requests", .right = true}, .text = requests_text},
    {.grid = {.title = "p50", .sparse = true}, .text = p50_text},
    {.grid = {.title = "p50 (95 %)", .sparse = true, .rank = 6, .instead = true}, .text = p50_in_full},
    {.grid = {.title = "p90", .right = true, .sparse = true, .rank = 4}, .text = p90_text},
    {.grid = {.title = "p99", .sparse = true},
     .means = "p99: 99 % of the requests took no longer",
     .text = p99_text},
    {.grid = {.title = "p99 (95 %)", .sparse = true, .rank = 5, .instead = true},
     .means = "p99: 99 % of the requests took no longer",
     .text = p99_in_full,
     .key = "latency"},
    {.grid = {.title = "p99.9", .right = true, .sparse = true, .rank = 2}, .text = p999_text},
    {.grid = {.title = "max", .right = true, .sparse = true, .rank = 3}, .text = slowest_text}};

static const struct results_column makespans[] = {
    NAMES, {.grid = {.title = "makespan (95 %)"}, .text = makespan_text}};

static const struct results_column besides[] = {
    NAMES, {.grid = {.title = "ops/s beside (95 %)"}, .text = beside_text}};

static const struct results_column members[] = {
    NAMES,
    {.grid = {.title = "memory", .right = true, .sparse = true},
     .means = "memory: of all of it (PSS)",
     .text = memory_text},
    {.grid = {.title = "created", .right = true, .sparse = true, .rank = 3}, .text = create_text},
    {.grid = {.title = "ready", .right = true, .sparse = true, .rank = 2}, .text = ready_text},
    {.grid = {.title = "first op"}, .text = first_op_text},
    {.grid = {.title = "first op (95 %)", .rank = 4, .instead = true}, .text = first_op_in_full}};

static const struct results_column phases[] = {
    NAMES,
    {.grid = {.title = "phase", .data = true}, .text = results_phase_name},
    {.grid = {.title = "time/op", .right = true},
     .means = "time/op: of one op, by one worker",
     .text = results_phase_time},
    {.grid = {.title = "time/op (95 %)", .sparse = true, .rank = 3, .instead = true},
     .means = "time/op: of one op, by one worker",
     .text = results_phase_time_in_full},
    {.grid = {.title = "of op", .right = true, .rank = 2}, .text = results_phase_part},
    {.grid = {.title = "GIL held", .right = true, .sparse = true},
     .means = "GIL held: the part of that time, or of a worker's, with it in hand",
     .text = results_phase_held},
    {.grid = {.title = "GIL held (95 %)", .sparse = true, .rank = 4, .instead = true},
     .means = "GIL held: the part of that time, or of a worker's, with it in hand",
     .text = results_phase_held_in_full}};

static const struct results_column ceilings[] = {
    NAMES,
    {.grid = {.title = "GIL held", .right = true, .rank = 2},
     .means = "GIL held: the part of that time, or of a worker's, with it in hand",
     .text = results_gil_held},
    {.grid = {.title = "GIL busy", .right = true},
     .means = "GIL busy: the part of the time that some worker has it",
     .text = results_gil_busy},
    {.grid = {.title = "speedup", .right = true, .sparse = true}, .text = speedup_text},
    {.grid = {.title = "speedup (95 %)", .sparse = true, .rank = 3, .instead = true},
     .text = speedup_in_full},
    {.grid = {.title = "ceiling", .right = true, .sparse = true},
     .means = "ceiling: 1 / the part that one worker holds the GIL, at most N",
     .text = results_ceiling},
    {.grid = {.title = "ceiling (95 %)", .sparse = true, .rank = 4, .instead = true},
     .means = "ceiling: 1 / the part that one worker holds the GIL, at most N",
     .text = results_ceiling_in_full},
    {.grid = {.title = "reached", .right = true, .sparse = true, .rank = 5},
     .means = "reached: speedup / ceiling",
     .text = results_of_ceiling}};

#define COLUMNS(array) .items = array, .count = sizeof(array) / sizeof *(array)

const struct results_columns results_tables[] = {
    {COLUMNS(rates)},
    {"Makespan: first worker's start to last one's end", COLUMNS(makespans), .has = has_makespan},
    {"The group beside, all of its workers together", COLUMNS(besides), .has = has_beside},
    {"Latency of requests", COLUMNS(latencies), .has = has_latency},
    {"Phases of an op, by one worker", COLUMNS(phases), .has = has_phases, .lines = results_phase_lines},
    {"The GIL: how busy, and how far it lets the speedup rise", COLUMNS(ceilings), .has = results_knows_held},
    {"Memory of all members (PSS), and what one takes to start", COLUMNS(members), .has = has_start,
     .wanted = has_modes}};
const size_t results_table_count = sizeof results_tables / sizeof *results_tables;
