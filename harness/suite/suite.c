#include "suite/suite.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const struct suite_setting suite_settings[] = {
    {"python", "PYTHON",
     "A build: path, command, version as `list pythons` shows it, or LABEL=any of these; may be repeated "
     "(default: "
     "the newest pair of GIL and free-threaded)",
     true, false},
    {"threads", "LIST",
     "Numbers of workers: 1,2,4 or 1..8 or auto, which is the powers of two up to all CPUs (default auto)",
     true, false},
    {"placement", "POLICY",
     "Which CPU each worker gets: cores, smt, scatter, node0, kind=fast, none, or CPUs like 0,2,4-7; may be "
     "repeated (default cores)",
     true, false},
    {"gil", "default|on|off[,...]",
     "Of free-threaded builds: default, on (forced), off (forced); may be repeated (default: default)", true,
     false},
    {"invocations", "K",
     "Fresh processes per cell, one a block; below 6 there is no interval (default auto: 10, or as many as a "
     "comparison of the builds needs to decide all its cells)",
     false, false},
    {"until", "PERCENT", "Go on with more blocks until every interval is within +-PERCENT (default: no)",
     false, false},
    {"budget", "TIME", "The time after which --until adds no more blocks (default 10m)", false, false},
    {"windows", "K", "Windows per invocation (default auto: from a pilot of each cell)", false, false},
    {"window", "TIME",
     "Length of a window (default auto: from a pilot; with a GIL at least ten turns of every worker)", false,
     false},
    {"warmup", "TIME", "Warm-up of an invocation, from when all workers run (default auto: from a pilot)",
     false, false},
    {"deviation", "PERCENT",
     "A window farther than this from its invocation's mean makes the invocation unsteady: it is extended "
     "once, then flagged (default 10%)",
     false, false},
    {"drift", "PERCENT", "So does more rise or fall from the first to the last window (default 10%)", false,
     false},
    {"turns", "yes|no",
     "Measure the builds of each cell in turns, window by window, all of them alive at once: their ratio is "
     "then free "
     "of what the machine does for longer than a window (default no)",
     false, false},
    {"total", "OPS",
     "Of --measure makespan: how many ops all workers do together (default auto: what one worker does in "
     "about a second)",
     false, false},
    {"per-worker", "yes|no",
     "A row for each worker too: its ops, CPU and waiting times; some 20 microseconds a worker at each "
     "window's edge (default no)",
     false, false},
    {"counters", "yes|no",
     "The CPU's counters (instructions, cycles, cache and branch misses) where the machine has them; about "
     "a microsecond at each switch of threads (default no)",
     false, false},
    {"phases", "yes|no",
     "How long each phase of an op takes, where the workload names some, and how long workers hold the GIL; "
     "some 0.1 microseconds each time that a phase begins or the GIL changes hands (default no)",
     false, false},
    {"batch-time", "TIME", "How long a batch takes at one worker (default 1ms)", false, false},
    {"timeout", "TIME", "Beyond the expected time, after which an invocation counts as hanging (default 30s)",
     false, false},
    {"seed", "SEED", "Of the random order and the hash seeds, to repeat a run exactly (default: a new one)",
     false, false},
#define AXIS_SETTING(id, name, value, neutral, words, parse, single, help)                                   \
    {name, value, help, !(single), true},
    AXES(AXIS_SETTING)
#undef AXIS_SETTING
        {0}};

struct suite suite_default(const char *name)
{
    return (struct suite){.name = text_format("%s", name),
                          .description = text_format("%s", ""),
                          .invocations = SUITE_AUTO,
                          .windows = SUITE_AUTO,
                          .window_ns = SUITE_AUTO,
                          .warmup_ns = SUITE_AUTO,
                          .budget_ns = 600000000000,
                          .deviation = .1,
                          .drift = .1,
                          .timeout_ns = 30000000000,
                          .batch_ns = 1000000};
}

static void free_work(struct suite_workload *work)
{
    workload_free(&work->workload);
    text_list_free(&work->parameters);
}

static void free_besides(struct suite *suite)
{
    for (size_t i = 0; i < suite->beside_count; i++)
        free_work(&suite->besides[i].work);
    free(suite->besides);
    suite->besides = NULL;
    suite->beside_count = 0;
}

void suite_free(struct suite *suite)
{
    for (size_t i = 0; i < suite->workload_count; i++)
        free_work(&suite->workloads[i]);
    free(suite->workloads);
    free_besides(suite);
    for (size_t i = 0; i < AXIS_COUNT; i++)
        text_list_free(&suite->axes[i]);
    free(suite->name);
    free(suite->description);
    text_list_free(&suite->pythons);
    text_list_free(&suite->threads);
    text_list_free(&suite->placements);
    text_list_free(&suite->gils);
    *suite = (struct suite){0};
}

static struct text_list *list_of(struct suite *suite, const char *setting)
{
    if (strcmp(setting, "python") == 0)
        return &suite->pythons;
    if (strcmp(setting, "threads") == 0)
        return &suite->threads;
    if (strcmp(setting, "placement") == 0)
        return &suite->placements;
    if (strcmp(setting, "gil") == 0)
        return &suite->gils;
    enum axis_index axis = axes_find(setting);
    return axis < AXIS_COUNT ? &suite->axes[axis] : NULL;
}

void suite_clear(struct suite *suite, const char *setting)
{
    struct text_list *list = list_of(suite, setting);
    if (list)
        text_list_free(list);
    if (list == &suite->axes[AXIS_BESIDE])
        free_besides(suite);
}

/* "4", "1..8" or "auto": checked here, counted out in plan.c. */
static int check_threads(const char *piece, struct error *e)
{
    const char *dots = strstr(piece, "..");
    long low, high;

    if (strcmp(piece, "auto") == 0)
        return 0;
    if (!dots)
        return text_to_int(piece, 1, SUITE_MOST_THREADS, &low, e);
    char *first = text_format("%.*s", (int)(dots - piece), piece);
    int result = text_to_int(first, 1, SUITE_MOST_THREADS, &low, e);
    free(first);
    if (result < 0 || text_to_int(dots + 2, 1, SUITE_MOST_THREADS, &high, e) < 0)
        return -1;
    if (low > high)
        return error_set(e, "'%s' runs backwards", piece);
    return 0;
}

static int set_threads(struct suite *suite, const char *value, struct error *e)
{
    struct text_list pieces = {0};
    int result = 0;

    text_split(&pieces, value, ",");
    if (!pieces.count)
        result = error_set(e, "no number of workers; write it like 1,2,4 or 1..8 or auto");
    for (size_t i = 0; i < pieces.count && result == 0; i++) {
        result = check_threads(pieces.items[i], e);
        if (result == 0)
            text_list_add(&suite->threads, pieces.items[i]);
    }
    text_list_free(&pieces);
    return result;
}

static int set_gil(struct suite *suite, const char *value, struct error *e)
{
    struct text_list states = {0}, pieces = {0};
    int result = 0;

    text_split(&states, "default,on,off", ",");
    text_split(&pieces, value, ",");
    if (!pieces.count)
        result = error_set(e, "no state of the GIL; use default, on or off");
    for (size_t i = 0; i < pieces.count && result == 0; i++) {
        if (!text_list_has(&states, pieces.items[i]))
            result = error_set(e, "'%s' is not a state of the GIL; use default, on or off", pieces.items[i]);
        else if (!text_list_has(&suite->gils, pieces.items[i]))
            text_list_add(&suite->gils, pieces.items[i]);
    }
    text_list_free(&pieces);
    text_list_free(&states);
    return result;
}

static int set_seed(struct suite *suite, const char *value, struct error *e)
{
    long seed;
    if (text_to_int(value, 1, INT32_MAX, &seed, e) < 0)
        return -1;
    suite->seed = (uint64_t)seed;
    return 0;
}

static int set_time(int64_t *ns, const char *value, int64_t least, struct error *e)
{
    char text[32];
    if (text_to_ns(value, ns, e) < 0)
        return -1;
    if (*ns < least)
        return error_set(e, "%s is too short; at least %s", value, text_from_ns(least, text, sizeof text));
    return 0;
}

static int set_axis(struct suite *suite, enum axis_index axis, const char *value, struct error *e)
{
    if (axes[axis].single)
        text_list_free(&suite->axes[axis]);
    return axes_parse_list(axis, value, &suite->axes[axis], e);
}

static int set_total(uint64_t *total, const char *value, struct error *e)
{
    long ops = 0;

    if (strcmp(value, "auto") != 0 && text_to_int(value, 1, SUITE_MOST_TOTAL, &ops, e) < 0)
        return -1;
    *total = (uint64_t)ops;
    return 0;
}

/* "auto", or a whole number. */
static int set_count(long *count, const char *value, struct error *e)
{
    if (strcmp(value, "auto") != 0)
        return text_to_int(value, 1, 10000, count, e);
    *count = SUITE_AUTO;
    return 0;
}

static int set_time_or_auto(int64_t *ns, const char *value, int64_t least, struct error *e)
{
    if (strcmp(value, "auto") != 0)
        return set_time(ns, value, least, e);
    *ns = SUITE_AUTO;
    return 0;
}

static int set_switch(bool *on, const char *value, struct error *e)
{
    if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
        return error_set(e, "'%s' is neither yes nor no", value);
    *on = strcmp(value, "yes") == 0;
    return 0;
}

static int set_one(struct suite *suite, const char *setting, const char *value, struct error *e)
{
    if (axes_find(setting) < AXIS_COUNT)
        return set_axis(suite, axes_find(setting), value, e);
    if (strcmp(setting, "total") == 0)
        return set_total(&suite->total, value, e);
    if (strcmp(setting, "per-worker") == 0)
        return set_switch(&suite->per_worker, value, e);
    if (strcmp(setting, "counters") == 0)
        return set_switch(&suite->counters, value, e);
    if (strcmp(setting, "phases") == 0)
        return set_switch(&suite->phases, value, e);
    if (strcmp(setting, "threads") == 0)
        return set_threads(suite, value, e);
    if (strcmp(setting, "gil") == 0)
        return set_gil(suite, value, e);
    if (strcmp(setting, "invocations") == 0)
        return set_count(&suite->invocations, value, e);
    if (strcmp(setting, "until") == 0)
        return text_to_share(value, &suite->until, e);
    if (strcmp(setting, "budget") == 0)
        return set_time(&suite->budget_ns, value, 1000000000, e);
    if (strcmp(setting, "deviation") == 0)
        return text_to_share(value, &suite->deviation, e);
    if (strcmp(setting, "drift") == 0)
        return text_to_share(value, &suite->drift, e);
    if (strcmp(setting, "windows") == 0)
        return set_count(&suite->windows, value, e);
    if (strcmp(setting, "window") == 0)
        return set_time_or_auto(&suite->window_ns, value, 1000000, e);
    if (strcmp(setting, "warmup") == 0)
        return set_time_or_auto(&suite->warmup_ns, value, 0, e);
    if (strcmp(setting, "turns") == 0)
        return set_switch(&suite->turns, value, e);
    if (strcmp(setting, "batch-time") == 0)
        return set_time(&suite->batch_ns, value, 10000, e);
    if (strcmp(setting, "timeout") == 0)
        return set_time(&suite->timeout_ns, value, 1000000, e);
    if (strcmp(setting, "seed") == 0)
        return set_seed(suite, value, e);
    if (!*value)
        return error_set(e, "is empty");
    struct text_list *list = list_of(suite, setting);
    if (!text_list_has(list, value))
        text_list_add(list, value);
    return 0;
}

int suite_set(struct suite *suite, const char *setting, const char *value, struct error *e)
{
    struct text_list names = {0};
    int result = -1;

    for (const struct suite_setting *s = suite_settings; s->name; s++)
        text_list_add(&names, s->name);
    if (!text_list_has(&names, setting)) {
        const char *nearest = text_nearest(setting, &names);
        error_set(e, "unknown setting '%s'%s%s%s", setting, nearest ? "; did you mean '" : "",
                  nearest ? nearest : "", nearest ? "'?" : "");
    } else {
        result = set_one(suite, setting, value, e);
        if (result < 0)
            error_prefix(e, "%s", setting);
    }
    text_list_free(&names);
    return result;
}

bool suite_is_makespan(const struct suite *suite)
{
    return suite->axes[AXIS_MEASURE].count && strcmp(suite->axes[AXIS_MEASURE].items[0], "makespan") == 0;
}

int suite_check(const struct suite *suite, struct error *e)
{
    bool makespan = suite_is_makespan(suite), open_loop = false;

    for (size_t i = 0; i < suite->axes[AXIS_ARRIVALS].count; i++)
        open_loop = open_loop || strcmp(suite->axes[AXIS_ARRIVALS].items[i], "none") != 0;
    if (makespan && open_loop)
        return error_set(e, "arrivals: a fixed rate has no makespan; use --measure rate");
    if (makespan && suite->turns)
        return error_set(e, "turns: a makespan is one stretch of time, not windows that could take turns");
    if (!makespan && suite->total)
        return error_set(e, "total: only for --measure makespan; a rate is measured in windows");
    return 0;
}
