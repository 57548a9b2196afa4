#include "cli/results_flags.h"

#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "stats/cells.h"

/* Of a flag that we do not know: a file may come from a later gilscale, or from anybody. */
#define UNKNOWN '?'

enum { NAME_MOST = 24, INDENT = 2, NAME_WIDTH = 14 };

/* As in results/README.md, in half a line. A letter is never given to another flag: people learn them. */
static const struct {
    char letter;
    const char *name, *meaning;
} known[] = {
    {'b', "busy", "other programs used the CPUs meanwhile"},
    {'d', "debug_build", "a debug build of Python"},
    {'e', "extended", "its windows were not steady: more were measured"},
    {'f', "gil_elsewhere", "threads that are no workers held the GIL, too"},
    {'g', "gil_reenabled", "an import switched the GIL on"},
    {'h', "smt_shared", "two workers on one core (hyper-threads)"},
    {'k', "mixed_kinds", "fast and slow cores together"},
    {'l', "slowed", "the CPUs' clock was lower than it had been"},
    {'m', "migrated", "a bound worker ran on another CPU"},
    {'o', "oversubscribed", "more workers than CPUs"},
    {'p', "preempted", "something else wanted the workers' CPUs"},
    {'q', "quota", "more workers than CPUs that the cgroup grants"},
    {'s', "stolen", "the hypervisor gave our CPUs to others"},
    {'t', "throttled", "the cgroup stopped us meanwhile"},
    {'u', "unsteady", "all of its windows together were not steady"},
    {'v', "overloaded", "requests came faster than they were done"},
    {'w', "turns", "windows in turn with the other builds'"},
    {'x', "foreign_threads", "threads that are no workers worked, too"},
};
#define KNOWN_COUNT (sizeof known / sizeof *known)

static size_t find(const char *flag)
{
    size_t i = 0;

    while (i < KNOWN_COUNT && strcmp(known[i].name, flag) != 0)
        i++;
    return i;
}

static char letter_of(const char *flag)
{
    return find(flag) < KNOWN_COUNT ? known[find(flag)].letter : UNKNOWN;
}

/* Takes both, gives the longer. */
static char *append(char *text, char *more)
{
    char *longer = text_format("%s%s", text, more);

    free(text);
    free(more);
    return longer;
}

char *results_flags_short(const struct curve_point *point)
{
    struct text_list flags = {0};
    char *all = text_format("%s", "");

    text_split(&flags, point->flags, ";");
    for (size_t i = 0; i < flags.count; i++) {
        const char *blank = i ? " " : "";
        size_t count = point->flag_counts[i];
        all = append(all, count == point->invocations
                              ? text_format("%s%c", blank, letter_of(flags.items[i]))
                              : text_format("%s%c%zu", blank, letter_of(flags.items[i]), count));
    }
    text_list_free(&flags);
    return all;
}

char *results_flags_words(const struct curve_point *point)
{
    struct text_list flags = {0};
    char *all = text_format("%s", "");

    text_split(&flags, point->flags, ";");
    for (size_t i = 0; i < flags.count; i++)
        all = append(all, text_format("%s%s (%zu of %zu)", i ? ", " : "", flags.items[i],
                                      point->flag_counts[i], point->invocations));
    text_list_free(&flags);
    return all;
}

/* All flags of the rows, each once, and how many invocations carry it. */
struct totals {
    struct text_list names;
    size_t *counts;
    size_t invocations, disturbed;
};

static void count_flags(struct totals *totals, const struct results_view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct curve_point *point = view->rows[i].point;
        struct text_list flags = {0};
        totals->invocations += point->invocations;
        totals->disturbed += point->disturbed;
        text_split(&flags, point->flags, ";");
        for (size_t k = 0; k < flags.count; k++) {
            size_t at = 0;
            while (at < totals->names.count && strcmp(totals->names.items[at], flags.items[k]) != 0)
                at++;
            if (at == totals->names.count) {
                text_list_add(&totals->names, flags.items[k]);
                totals->counts = text_grow(totals->counts, at + 1, sizeof *totals->counts);
                totals->counts[at] = 0;
            }
            totals->counts[at] += point->flag_counts[k];
        }
        text_list_free(&flags);
    }
}

static void totals_free(struct totals *totals)
{
    text_list_free(&totals->names);
    free(totals->counts);
}

void results_flags_legend(const struct results_view *view, size_t width, FILE *to)
{
    struct totals totals = {0};
    int widest = NAME_WIDTH;

    count_flags(&totals, view);
    for (size_t i = 0; i < totals.names.count; i++) {
        char *name = shown_plain(totals.names.items[i], NAME_MOST);
        widest = (int)shown_width(name) > widest ? (int)shown_width(name) : widest;
        free(name);
    }
    if (totals.names.count)
        shown_wrapped("Flags, with the number of invocations that carry them (none: all of them):", 0, width,
                      to);
    /* In the table's order, those that we do not know last. */
    for (size_t k = 0; k <= KNOWN_COUNT; k++)
        for (size_t i = 0; i < totals.names.count; i++) {
            if (find(totals.names.items[i]) != k)
                continue;
            char *name = shown_plain(totals.names.items[i], NAME_MOST);
            char *line = text_format("%s (%zu of %zu)", k < KNOWN_COUNT ? known[k].meaning : "unknown here",
                                     totals.counts[i], totals.invocations);
            int blanks = widest - (int)shown_width(name);
            fprintf(to, "%*s%c %s%*s  ", INDENT, "", letter_of(totals.names.items[i]), name, blanks, "");
            shown_wrapped(line, INDENT + 2 + shown_width(name) + (size_t)blanks + 2, width, to);
            free(line);
            free(name);
        }
    totals_free(&totals);
}

char *results_disturbed(const struct results_view *view)
{
    struct totals totals = {0};
    char *line = NULL;
    size_t said = 0;

    count_flags(&totals, view);
    if (totals.disturbed) {
        line = text_format("%zu of %zu invocations were disturbed (flags ", totals.disturbed,
                           totals.invocations);
        for (size_t i = 0; i < totals.names.count; i++)
            if (totals.counts[i] && flag_is_disturbance(totals.names.items[i]))
                line = append(line, text_format("%s%s", said++ ? ", " : "", totals.names.items[i]));
        line = append(line, text_format(")"));
    }
    totals_free(&totals);
    return line;
}
