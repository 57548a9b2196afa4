/* Of a view the cells that were asked for. */
#include "cli/results_view.h"

#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"

/* As many names as an error lists. */
enum { NAMES_MOST = 8, NAME_MOST = 40 };

static bool matches(const char *text, const struct text_list *patterns)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (fnmatch(patterns->items[i], text, 0) == 0)
            return true;
    return patterns->count == 0;
}

/* Is each "name=pattern" among the pairs "a=1;b=2"? */
static bool has_pairs(const char *pairs, const struct text_list *wanted)
{
    struct text_list have = {0};
    size_t found = 0;

    text_split(&have, pairs, ";");
    for (size_t i = 0; i < wanted->count; i++)
        for (size_t k = 0; k < have.count; k++)
            if (fnmatch(wanted->items[i], have.items[k], 0) == 0) {
                found++;
                break;
            }
    text_list_free(&have);
    return found == wanted->count;
}

static bool has_flag(const struct curve_point *point, const struct text_list *patterns)
{
    struct text_list flags = {0};
    bool found = patterns->count == 0 || (!*point->flags && text_list_has(patterns, "none"));

    text_split(&flags, point->flags, ";");
    for (size_t i = 0; i < flags.count && !found; i++)
        found = matches(flags.items[i], patterns);
    text_list_free(&flags);
    return found;
}

/* "4" or "2..8". */
static int parse_range(const char *text, long *low, long *high, struct error *e)
{
    const char *dots = strstr(text, "..");
    char *first = dots ? text_format("%.*s", (int)(dots - text), text) : text_format("%s", text);
    int result = text_to_int(first, 1, INT_MAX, low, e);

    *high = *low;
    if (result == 0 && dots)
        result = text_to_int(dots + 2, *low, INT_MAX, high, e);
    free(first);
    return result < 0 ? error_prefix(e, "--threads") : 0;
}

/* -1 with an error where a piece is none. */
static int has_threads(int threads, const struct text_list *ranges, bool *found, struct error *e)
{
    *found = ranges->count == 0;
    for (size_t i = 0; i < ranges->count; i++) {
        long low, high;
        if (parse_range(ranges->items[i], &low, &high, e) < 0)
            return -1;
        *found = *found || (threads >= low && threads <= high);
    }
    return 0;
}

static int is_wanted(const struct results_row *row, const struct results_filter *filter, bool *wanted,
                     struct error *e)
{
    const struct curve_key *key = &row->curve->key;

    if (has_threads(row->point->threads, &filter->threads, wanted, e) < 0)
        return -1;
    *wanted = *wanted && matches(key->workload, &filter->workloads) && matches(key->build, &filter->builds) &&
              matches(key->mode, &filter->modes) && matches(key->gil, &filter->gils) &&
              matches(key->placement, &filter->placements) &&
              matches(row->point->status, &filter->statuses) && has_flag(row->point, &filter->flags) &&
              has_pairs(key->params, &filter->params) && has_pairs(key->axes, &filter->axes);
    return 0;
}

/* ---- what to say when nothing is left */

static void add_once(struct text_list *list, const char *text)
{
    if (*text && !text_list_has(list, text))
        text_list_add(list, text);
}

enum kind { WORKLOADS, BUILDS, MODES, GILS, PLACEMENTS, STATUSES, THREADS, FLAGS, PARAMS, AXES_KIND };

/* What the rows have of this kind. */
static void names_of(const struct results_view *view, enum kind kind, struct text_list *names)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct curve_key *key = &view->rows[i].curve->key;
        const struct curve_point *point = view->rows[i].point;
        char threads[24];
        snprintf(threads, sizeof threads, "%d", point->threads);
        const char *const texts[] = {
            [WORKLOADS] = key->workload, [BUILDS] = key->build,         [MODES] = key->mode,
            [GILS] = key->gil,           [PLACEMENTS] = key->placement, [STATUSES] = point->status,
            [THREADS] = threads,         [FLAGS] = point->flags,        [PARAMS] = key->params,
            [AXES_KIND] = key->axes};
        struct text_list pieces = {0};
        if (kind >= FLAGS)
            text_split(&pieces, texts[kind], ";");
        else
            add_once(names, texts[kind]);
        for (size_t k = 0; k < pieces.count; k++)
            add_once(names, pieces.items[k]);
        text_list_free(&pieces);
    }
}

/* "'fib', 'spin' and 3 more"; the caller frees. */
static char *join(const struct text_list *names)
{
    char *all = text_format("%s", names->count ? "" : "none");

    for (size_t i = 0; i < names->count && i < NAMES_MOST; i++) {
        char *plain = shown_plain(names->items[i], NAME_MOST);
        char *longer = text_format("%s%s'%s'", all, i ? ", " : "", plain);
        free(plain);
        free(all);
        all = longer;
    }
    if (names->count > NAMES_MOST) {
        char *longer = text_format("%s and %zu more", all, names->count - NAMES_MOST);
        free(all);
        all = longer;
    }
    return all;
}

/* Does any row match this one option? Else says what is near. */
static int check_alone(const struct results_view *view, const char *option, enum kind kind,
                       const struct text_list *wanted, const struct results_filter *alone, struct error *e)
{
    for (size_t i = 0; i < view->count; i++) {
        bool found = false;
        if (is_wanted(&view->rows[i], alone, &found, e) < 0)
            return -1;
        if (found)
            return 0;
    }
    struct text_list names = {0};
    names_of(view, kind, &names);
    const char *nearest = text_nearest(wanted->items[0], &names);
    char *plain = shown_plain(nearest ? nearest : "", NAME_MOST), *all = join(&names);
    error_set(e, "no cell matches --%s %s%s%s%s; these results have %s", option, wanted->items[0],
              nearest ? "; did you mean '" : "", plain, nearest ? "'?" : "", all);
    free(all);
    free(plain);
    text_list_free(&names);
    return -1;
}

static int say_nothing_left(const struct results_view *view, const struct results_filter *filter,
                            struct error *e)
{
    const struct {
        const char *option;
        enum kind kind;
        const struct text_list *wanted;
        struct results_filter alone;
    } options[] = {{"workload", WORKLOADS, &filter->workloads, {.workloads = filter->workloads}},
                   {"build", BUILDS, &filter->builds, {.builds = filter->builds}},
                   {"mode", MODES, &filter->modes, {.modes = filter->modes}},
                   {"gil", GILS, &filter->gils, {.gils = filter->gils}},
                   {"placement", PLACEMENTS, &filter->placements, {.placements = filter->placements}},
                   {"threads", THREADS, &filter->threads, {.threads = filter->threads}},
                   {"status", STATUSES, &filter->statuses, {.statuses = filter->statuses}},
                   {"flag", FLAGS, &filter->flags, {.flags = filter->flags}},
                   {"param", PARAMS, &filter->params, {.params = filter->params}},
                   {"axis", AXES_KIND, &filter->axes, {.axes = filter->axes}}};

    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].wanted->count && check_alone(view, options[i].option, options[i].kind,
                                                    options[i].wanted, &options[i].alone, e) < 0)
            return -1;
    return error_set(e, "no cell matches all of these filters together; leave one out");
}

int results_view_filter(struct results_view *view, const struct results_filter *filter, struct error *e)
{
    size_t kept = 0;
    bool *wanted = text_grow(NULL, view->count + 1, sizeof *wanted);
    int result = 0;

    for (size_t i = 0; i < view->count && result == 0; i++) {
        result = is_wanted(&view->rows[i], filter, &wanted[i], e);
        kept += wanted[i];
    }
    if (result == 0 && !kept && view->count)
        result = say_nothing_left(view, filter, e);
    if (result == 0) {
        view->filtered = view->filtered || kept < view->count;
        kept = 0;
        for (size_t i = 0; i < view->count; i++)
            if (wanted[i])
                view->rows[kept++] = view->rows[i];
        view->count = kept;
    }
    free(wanted);
    return result;
}

void results_filter_free(struct results_filter *filter)
{
    struct text_list *const lists[] = {
        &filter->workloads, &filter->builds,   &filter->modes, &filter->gils,   &filter->placements,
        &filter->threads,   &filter->statuses, &filter->flags, &filter->params, &filter->axes};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        text_list_free(lists[i]);
}
