#include "report/warnings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "stats/cells.h"

enum {
    NAME_MOST = 64,
    CELLS_MOST = 12 /* that are named one by one; the table of cells has all */
};

/* The words of results/README.md, for a page that travels without it. */
static const struct {
    const char *flag, *meaning;
} meanings[] = {
    {"gil_reenabled", "an import switched the GIL back on"},
    {"gil_elsewhere", "threads that are no workers held the GIL for more than 1 % of the time"},
    {"foreign_threads",
     "threads that are no workers worked as well: a library's pool, or the workload's own"},
    {"oversubscribed", "two workers on one CPU"},
    {"smt_shared", "two workers on one core"},
    {"mixed_kinds", "fast and slow cores together"},
    {"migrated", "a bound thread ran elsewhere"},
    {"quota", "more workers than the CPU time that a cgroup grants"},
    {"throttled", "a cgroup stopped us meanwhile"},
    {"stolen", "the hypervisor took more than 1 % of the time"},
    {"busy", "other programs used more than 5 % of our CPUs' time meanwhile"},
    {"preempted", "workers with a CPU of their own were put aside: something else wanted it"},
    {"slowed", "the CPUs' clock sank, or the hardware throttled for heat"},
    {"extended", "the windows were not steady, so as many again were measured; all count"},
    {"unsteady", "the windows are not steady even so"},
    {"debug_build", "a build with assertions and extra checks, which are timed as well"},
    {"turns", "windows alternated with those of the other builds"},
    {"overloaded", "more than 5 % of the requests that were due were not begun: latencies grow with the time "
                   "that was measured"},
};

const char *warnings_flag_meaning(const char *flag)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].flag, flag) == 0)
            return meanings[i].meaning;
    return NULL;
}

/* Takes the longer text. */
static void append(char **text, char *more)
{
    char *longer = text_format("%s%s", *text, more);

    free(*text);
    free(more);
    *text = longer;
}

char *warnings_flags(const struct curve_point *point)
{
    struct text_list flags = {0};
    char *text = text_format("%s", "");

    text_split(&flags, point->flags, ";");
    for (size_t i = 0; i < flags.count; i++)
        append(&text, point->invocations ? text_format("%s%s (%zu of %zu)", i ? ", " : "", flags.items[i],
                                                       point->flag_counts[i], point->invocations)
                                         : text_format("%s%s", i ? ", " : "", flags.items[i]));
    text_list_free(&flags);
    return text;
}

/* ---- over all cells of a run */

struct looking {
    struct text_list *warnings;
    struct text_list flags; /* each once, with how many invocations carry it */
    size_t *counts;
    struct text_list skipped; /* the same of the reasons why cells were skipped */
    size_t *skipped_counts;
    size_t cells, named, untold, invocations, disturbed, disturbed_cells, narrow;
};

static void say(struct looking *looking, char *sentence)
{
    if (!text_list_has(looking->warnings, sentence))
        text_list_add(looking->warnings, sentence);
    free(sentence);
}

/* "fib (n=18), N=2 on 3.13.15t"; the caller frees. */
static char *cell_name(const struct curve *curve, const struct curve_point *point)
{
    char *workload = shown_plain(curve->key.workload, NAME_MOST),
         *params = shown_plain(curve->key.params, NAME_MOST),
         *build = shown_plain(curve->key.build, NAME_MOST);
    char *name = *params ? text_format(SHOWN_DATA " (" SHOWN_DATA "), N=%d on " SHOWN_DATA, workload, params,
                                       point->threads, build)
                         : text_format(SHOWN_DATA ", N=%d on " SHOWN_DATA, workload, point->threads, build);

    free(workload);
    free(params);
    free(build);
    return name;
}

/* Adds to the count of `name`, from 0 when it is new. */
static void count(struct text_list *names, size_t **counts, const char *name, size_t more)
{
    size_t k = 0;

    while (k < names->count && strcmp(names->items[k], name) != 0)
        k++;
    if (k == names->count) {
        text_list_add(names, name);
        *counts = text_grow(*counts, k + 1, sizeof **counts);
        (*counts)[k] = 0;
    }
    (*counts)[k] += more;
}

static void look_at_failures(struct looking *looking, const struct curve *curve,
                             const struct curve_point *point)
{
    if (point->invocations && !point->failed)
        return;
    if (!point->invocations && strcmp(point->status, "skipped") == 0) {
        count(&looking->skipped, &looking->skipped_counts, point->detail, 1);
        return;
    }
    if (looking->named++ >= CELLS_MOST) {
        looking->untold++;
        return;
    }
    char *name = cell_name(curve, point), *status = shown_plain(point->status, NAME_MOST),
         *detail = shown_plain(*point->detail ? point->detail : "no reason given", 0);
    if (point->invocations)
        say(looking, text_format("%s: %zu of %zu invocations did not end well (" SHOWN_DATA
                                 "). They count for nothing.",
                                 name, point->failed, point->failed + point->invocations, detail));
    else
        say(looking,
            text_format("%s: nothing measured: " SHOWN_DATA " (" SHOWN_DATA ").", name, status, detail));
    free(name);
    free(status);
    free(detail);
}

static void look_at_flags(struct looking *looking, const struct curve_point *point)
{
    struct text_list flags = {0};

    text_split(&flags, point->flags, ";");
    for (size_t i = 0; i < flags.count; i++)
        if (point->flag_counts[i] && flag_is_disturbance(flags.items[i]))
            count(&looking->flags, &looking->counts, flags.items[i], point->flag_counts[i]);
    text_list_free(&flags);
}

static void look_at_gil(struct looking *looking, const struct curve *curve, const struct curve_point *point)
{
    if (!curve_point_has_flag(point, "gil_reenabled"))
        return;
    char *workload = shown_plain(curve->key.workload, NAME_MOST),
         *build = shown_plain(curve->key.build, NAME_MOST),
         *module = shown_plain(point->gil_enabled_by ? point->gil_enabled_by : "", NAME_MOST);
    if (*module)
        say(looking, text_format("The GIL was switched back on in " SHOWN_DATA " on " SHOWN_DATA
                                 " by module " SHOWN_DATA ": that is no measurement without a GIL.",
                                 workload, build, module));
    else
        say(looking, text_format("The GIL was switched back on in " SHOWN_DATA " on " SHOWN_DATA
                                 " by an import: that is no measurement without a GIL.",
                                 workload, build));
    free(workload);
    free(build);
    free(module);
}

static void look_at_overload(struct looking *looking, const struct curve *curve,
                             const struct curve_point *point)
{
    if (!curve_point_has_flag(point, "overloaded"))
        return;
    char *name = cell_name(curve, point);
    say(looking,
        text_format("%s: more requests were due than could be served; its latencies grow with the time that "
                    "was measured, and say no more than that.",
                    name));
    free(name);
}

static void look_at_pools(struct looking *looking, const struct curve *curve, const struct curve_point *point)
{
    if (!curve_point_has_flag(point, "foreign_threads"))
        return;
    char *workload = shown_plain(curve->key.workload, NAME_MOST),
         *build = shown_plain(curve->key.build, NAME_MOST);
    say(looking, text_format("Threads that are no workers did a part of " SHOWN_DATA " on " SHOWN_DATA
                             " (a library's pool, or the workload's own): N workers are more than N threads "
                             "there, so its curve is not Python's alone.",
                             workload, build));
    free(workload);
    free(build);
}

static void look_at(struct looking *looking, const struct curve *curve, const struct curve_point *point)
{
    looking->cells++;
    looking->invocations += point->invocations;
    looking->disturbed += point->disturbed;
    looking->disturbed_cells += point->disturbed > 0;
    looking->narrow += point->invocations && !isfinite(point->rate.low);
    look_at_failures(looking, curve, point);
    look_at_flags(looking, point);
    look_at_gil(looking, curve, point);
    look_at_pools(looking, curve, point);
    look_at_overload(looking, curve, point);
}

/* A library that is not there skips many cells for one reason. */
static void say_skipped(struct looking *looking)
{
    for (size_t i = 0; i < looking->skipped.count; i++) {
        char *reason = shown_plain(looking->skipped.items[i], 0);
        say(looking, text_format("%zu cell%s skipped: " SHOWN_DATA ".", looking->skipped_counts[i],
                                 looking->skipped_counts[i] == 1 ? " was" : "s were",
                                 *reason ? reason : "no reason given"));
        free(reason);
    }
}

static void say_disturbed(struct looking *looking)
{
    char *flags = text_format("%s", "");

    for (size_t i = 0; i < looking->flags.count; i++) {
        char *plain = shown_plain(looking->flags.items[i], NAME_MOST);
        append(&flags, text_format("%s" SHOWN_DATA " %zu", i ? ", " : "", plain, looking->counts[i]));
        free(plain);
    }
    if (looking->disturbed)
        say(looking,
            text_format(
                "%zu of %zu invocations were disturbed, in %zu of %zu cells (%s). They count, and widen "
                "the intervals; the table of cells says which.",
                looking->disturbed, looking->invocations, looking->disturbed_cells, looking->cells, flags));
    free(flags);
}

/* ---- the machine and the builds */

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);

    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static void look_at_optimisation(struct looking *looking, const struct fact *fact)
{
    const char *from = fact->key + strlen("build.");
    char *part = text_format("%.*s", (int)(strrchr(fact->key, '.') - from), from);
    char *tag = shown_plain(part, NAME_MOST), *value = shown_plain(fact->value, NAME_MOST);

    if (strcmp(fact->value, "debug build") == 0)
        say(looking, text_format("Build " SHOWN_DATA
                                 " is a debug build: assertions and extra checks are timed as well.",
                                 tag));
    else if (strcmp(fact->value, "unknown") != 0 && !strstr(fact->value, "PGO"))
        say(looking, text_format("Build " SHOWN_DATA " was made without PGO (" SHOWN_DATA
                                 "): people run builds with PGO, which are some 10 to 30 %% faster.",
                                 tag, value));
    free(part);
    free(tag);
    free(value);
}

/* "worry.cpu.governor" holds what `gilscale doctor` says of cpu.governor. Builds are told above, where a run has no such rows, too. */
static void look_at_facts(struct looking *looking, const struct facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        if (strncmp(fact->key, "build.", 6) == 0 && ends_with(fact->key, ".optimisation"))
            look_at_optimisation(looking, fact);
    }
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        if (strncmp(fact->key, "worry.", 6) != 0 || strncmp(fact->key, "worry.build.", 12) == 0)
            continue;
        const struct fact *about = facts_find(facts, fact->key + 6);
        char *key = shown_plain(fact->key + 6, NAME_MOST),
             *value = shown_plain(about ? about->value : "", NAME_MOST), *worry = shown_plain(fact->value, 0);
        say(looking, text_format(SHOWN_DATA " is " SHOWN_DATA ": %s", key, value, worry));
        free(key);
        free(value);
        free(worry);
    }
    if (!facts->count)
        say(looking,
            text_format(
                "This run has no environment.csv: on what machine and builds it was measured is not known."));
}

void warnings_of_run(struct text_list *warnings, const struct curves *curves, const struct facts *facts,
                     bool cut_off)
{
    struct looking looking = {.warnings = warnings};

    if (cut_off)
        say(&looking,
            text_format("This run was cut off: only invocations that had ended are counted, and cells may be "
                        "missing."));
    for (size_t i = 0; i < curves->count; i++)
        for (size_t k = 0; k < curves->items[i].count; k++)
            look_at(&looking, &curves->items[i], &curves->items[i].points[k]);
    if (looking.untold)
        say(&looking,
            text_format("%zu more cells did not end well; the table of cells has them.", looking.untold));
    say_skipped(&looking);
    say_disturbed(&looking);
    if (looking.narrow)
        say(&looking,
            text_format("%zu of %zu cells %s fewer than %d invocations that count: too few for an interval, "
                        "so how sure their figures are cannot be told.",
                        looking.narrow, looking.cells, looking.narrow == 1 ? "has" : "have",
                        MEDIAN_MIN_VALUES));
    look_at_facts(&looking, facts);
    text_list_free(&looking.flags);
    text_list_free(&looking.skipped);
    free(looking.counts);
    free(looking.skipped_counts);
}
