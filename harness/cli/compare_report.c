#include "cli/compare_report.h"

#include "base/shown.h"
#include "cli/compare_imported.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const compare_failure_names[FAIL_COUNT] = {
    [FAIL_SLOWER] = "slower",   [FAIL_SCALING] = "scaling", [FAIL_INCONCLUSIVE] = "inconclusive",
    [FAIL_MISSING] = "missing", [FAIL_FAILED] = "failed",
};

enum {
    NAME_MOST = 64,
    VALUES_MOST = 6, /* of one dimension that a sentence names */
    FAILURES_MOST = 20
};

/* Takes the text. */
static void say(struct text_list *list, char *sentence)
{
    text_list_add(list, sentence);
    free(sentence);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* ---- verdicts in words */

static char *judged_words(const struct verdict_cell *judged, double floor, const char *verdict)
{
    if (judged->below_floor)
        return text_format("below the noise floor (%.2g %%)", 100 * floor);
    if (judged->verdict != VERDICT_INCONCLUSIVE || !judged->needed)
        return text_format("%s", verdict);
    if (judged->needed >= VERDICT_NEEDED_MAX)
        return text_format("%s (too noisy for this threshold)", verdict);
    return text_format("%s (%zu would tell)", verdict, judged->needed);
}

/* " (3 of 20 disturbed)", or nothing; the caller frees. */
static char *share_words(size_t count, size_t of, const char *what)
{
    return count ? text_format(" (%zu of %zu %s)", count, of, what) : text_format("%s", "");
}

char *compare_row_words(const struct compare_row *row)
{
    size_t measured = row->base->count + row->new->count, failed = row->base->failed + row->new->failed;
    char *verdict = judged_words(&row->judged, row->floor, verdict_name(row->judged.verdict));
    char *disturbances = share_words(row->base->disturbed + row->new->disturbed, measured, "disturbed");
    char *failures = share_words(failed, failed + measured, "failed");
    char *words = text_format("%s%s%s", verdict, disturbances, failures);

    free(verdict);
    free(disturbances);
    free(failures);
    return words;
}

const char *compare_curve_verdict(const struct compare *compare, const struct compare_curve *curve)
{
    return curve_change_name(curve->change.judged.verdict, &compare->rows[curve->one].judged.verdict);
}

char *compare_curve_words(const struct compare *compare, const struct compare_curve *curve)
{
    return judged_words(&curve->change.judged, curve->floor, compare_curve_verdict(compare, curve));
}

/* ---- what was not compared */

enum dimension { BY_PARAMS, BY_PLACEMENT, BY_MODE, BY_AXES, BY_GIL, BY_THREADS, BY_BUILD, BY_COUNT };
static const char *const dimension_names[BY_COUNT] = {"params", "placement", "mode", "axes",
                                                      "gil",    "N",         "build"};

/* The caller frees. */
static char *dimension_value(const struct measured_cell *cell, enum dimension by)
{
    const struct curve_key *key = &cell->key;
    const char *const texts[] = {key->params, key->placement, key->mode, key->axes, key->gil, "", key->build};

    if (by == BY_THREADS)
        return text_format("%d", cell->threads);
    return *texts[by] ? shown_plain(texts[by], NAME_MOST) : text_format("none");
}

static bool side_has(const struct compare_report *report, const struct measured_cell *like, enum dimension by,
                     bool base)
{
    const struct measured_cells *cells = base ? &report->base->cells : &report->new->cells;
    const char *build = report->request->by_build ? report->request->names[base ? 1 : 2] : NULL;
    bool has = false;
    char *wanted = dimension_value(like, by);

    for (size_t i = 0; i < cells->count && !has; i++) {
        const struct measured_cell *cell = cells->items[i];
        if (strcmp(cell->key.workload, like->key.workload) != 0 ||
            (build && strcmp(cell->key.build, build) != 0))
            continue;
        char *value = dimension_value(cell, by);
        has = strcmp(value, wanted) == 0;
        free(value);
    }
    free(wanted);
    return has;
}

static bool has_workload(const struct compare_report *report, const char *workload, bool base)
{
    const struct measured_cells *cells = base ? &report->base->cells : &report->new->cells;

    for (size_t i = 0; i < cells->count; i++)
        if (strcmp(cells->items[i]->key.workload, workload) == 0)
            return true;
    return false;
}

/* Of the cells of one workload that one side has alone: the values of a dimension that the other side has not. */
static void lone_values(const struct compare_report *report, const char *workload, enum dimension by,
                        bool base, struct text_list *values)
{
    for (size_t i = 0; i < report->compare->left_count; i++) {
        const struct compare_left *left = &report->compare->left[i];
        const struct measured_cell *cell = base ? left->base : left->new;
        if (!cell || (left->base && left->new) || strcmp(cell->key.workload, workload) != 0)
            continue;
        char *value = dimension_value(cell, by);
        if (!text_list_has(values, value) && !side_has(report, cell, by, !base))
            text_list_add(values, value);
        free(value);
    }
}

static char *add_values(char *sentence, const struct text_list *values, const char *where, bool first)
{
    for (size_t i = 0; i < values->count && i < VALUES_MOST; i++) {
        char *longer = text_format("%s%s" SHOWN_DATA, sentence,
                                   i       ? ", "
                                   : first ? ""
                                           : ", ",
                                   values->items[i]);
        free(sentence);
        sentence = longer;
    }
    char *whole =
        text_format("%s%s only in %s", sentence, values->count > VALUES_MOST ? " and more" : "", where);
    free(sentence);
    return whole;
}

/* "fib: params 'size=10' only in BASE, 'size=20' only in NEW". False when this is not in what they differ. */
static bool say_dimension(struct compare_report *report, const char *workload, enum dimension by)
{
    struct text_list base = {0}, new = {0};
    char *name = shown_plain(workload, NAME_MOST);

    lone_values(report, workload, by, true, &base);
    lone_values(report, workload, by, false, &new);
    bool any = base.count || new.count;
    if (any) {
        char *sentence = text_format(SHOWN_DATA ": %s ", name, dimension_names[by]);
        if (base.count)
            sentence = add_values(sentence, &base, "BASE", true);
        if (new.count)
            sentence = add_values(sentence, &new, "NEW", !base.count);
        say(&report->left, sentence);
    }
    text_list_free(&base);
    text_list_free(&new);
    free(name);
    return any;
}

static void say_workload(struct compare_report *report, const char *workload, size_t only_base,
                         size_t only_new)
{
    bool in_base = has_workload(report, workload, true), in_new = has_workload(report, workload, false);
    bool named = false;

    for (enum dimension by = 0; by < BY_BUILD && in_base && in_new; by++)
        named = say_dimension(report, workload, by) || named;
    if (in_base && in_new && !named && !report->request->by_build)
        named = say_dimension(report, workload, BY_BUILD);
    if (named)
        return;
    char *name = shown_plain(workload, NAME_MOST);
    if (!in_new || !in_base)
        say(&report->left, text_format(SHOWN_DATA ": only in %s (%zu cell%s)", name, in_base ? "BASE" : "NEW",
                                       only_base + only_new, plural(only_base + only_new)));
    else
        say(&report->left, text_format(SHOWN_DATA ": %zu cell%s only in BASE, %zu only in NEW", name,
                                       only_base, plural(only_base), only_new));
    free(name);
}

static void say_left(struct compare_report *report)
{
    const struct compare *c = report->compare;
    struct text_list seen = {0};

    for (size_t i = 0; i < c->left_count; i++) {
        const struct compare_left *left = &c->left[i];
        const char *workload = (left->base ? left->base : left->new)->key.workload;
        size_t only_base = 0, only_new = 0;
        if ((left->base && left->new) || text_list_has(&seen, workload))
            continue;
        text_list_add(&seen, workload);
        for (size_t k = i; k < c->left_count; k++) {
            const struct compare_left *other = &c->left[k];
            const struct measured_cell *cell = other->base ? other->base : other->new;
            if (strcmp(cell->key.workload, workload) == 0) {
                only_base += !other->new;
                only_new += !other->base;
            }
        }
        say_workload(report, workload, only_base, only_new);
    }
    text_list_free(&seen);
}

/* "fib N=2 on 3.13t (gil off): failed in NEW: SIGSEGV" */
static void say_side(struct compare_report *report, const struct measured_cell *cell, const char *side)
{
    char *name = shown_plain(cell->key.workload, NAME_MOST), *build = shown_plain(cell->key.build, NAME_MOST),
         *status = shown_plain(cell->status ? cell->status : "unfinished", NAME_MOST),
         *detail =
             shown_plain(cell->detail && *cell->detail ? cell->detail : "no reason given", 2 * NAME_MOST);

    say(&report->left,
        text_format(SHOWN_DATA " N=%d on " SHOWN_DATA ": " SHOWN_DATA " in %s (" SHOWN_DATA ")", name,
                    cell->threads, build, status, side, detail));
    free(name);
    free(build);
    free(status);
    free(detail);
}

static void say_unmeasured(struct compare_report *report)
{
    const struct compare *c = report->compare;
    size_t said = 0;

    for (size_t i = 0; i < c->left_count; i++) {
        const struct compare_left *left = &c->left[i];
        if (!left->base || !left->new || said++ >= FAILURES_MOST)
            continue;
        if (!left->base->count)
            say_side(report, left->base, "BASE");
        if (!left->new->count)
            say_side(report, left->new, "NEW");
    }
    if (said > FAILURES_MOST)
        say(&report->left,
            text_format("%zu more cells without an invocation that counts", said - FAILURES_MOST));
}

/* ---- remarks */

static void count_rows(struct compare_report *report)
{
    for (size_t i = 0; i < report->compare->count; i++) {
        const struct compare_row *row = &report->compare->rows[i];
        size_t disturbed = row->base->disturbed + row->new->disturbed;
        report->floors_unknown += isnan(row->floor) ? 1 : 0;
        report->unturned +=
            row->judged.verdict == VERDICT_INCONCLUSIVE && !cells_took_turns(row->base, row->new);
        report->disturbed += disturbed;
        report->disturbed_cells += disturbed > 0;
        report->invocations += row->base->count + row->new->count;
    }
}

static void say_untold(struct compare_report *report, const struct compare_source *source)
{
    if (source->facts.count || source->kind != SOURCE_RUN)
        return;
    char *name = shown_plain(source->name, NAME_MOST);
    say(&report->remarks,
        text_format(SHOWN_DATA " has no environment.csv: whether machine and builds are alike "
                               "is not known.",
                    name));
    free(name);
}

/* Not a reason to refuse, or nobody could keep a baseline over an update. */
static void say_versions(struct compare_report *report)
{
    static const char *const names[][2] = {{"gilscale.version", "gilscale"}, {"pyperf.version", "pyperf"}};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct fact *base = facts_find(&report->base->facts, names[i][0]),
                          *new = facts_find(&report->new->facts, names[i][0]);
        if (!base || !new || strcmp(base->value, new->value) == 0)
            continue;
        char *mine = shown_plain(base->value, NAME_MOST), *theirs = shown_plain(new->value, NAME_MOST);
        say(&report->remarks, text_format("Measured by two versions of %s (" SHOWN_DATA " and " SHOWN_DATA
                                          "): what the harness itself does may have changed.",
                                          names[i][1], mine, theirs));
        free(mine);
        free(theirs);
    }
}

static void say_remarks(struct compare_report *report)
{
    const struct compare *c = report->compare;

    bool one_run = compare_imported_of_one_run(report);

    report->drifts = report->base != report->new && !one_run;
    if (one_run)
        say(&report->remarks,
            text_format("Both are exports of one run: its invocations form pairs, which compares "
                        "sharper, but not here; `gilscale compare DIR --by build` does that."));
    if (report->drifts)
        say(&report->remarks,
            text_format("Two runs at two times: a drift of the machine between them looks like a "
                        "change. Builds inside one run (--by build) do not have this fault."));
    say_versions(report);
    compare_imported_say(report);
    say_untold(report, report->base);
    if (report->new != report->base)
        say_untold(report, report->new);
    if (report->base->kind == SOURCE_PYPERF || report->new->kind == SOURCE_PYPERF)
        say(&report->remarks,
            text_format("No noise floor is known of what pyperf measured: two files of one Python, "
                        "compared, show what differs by chance."));
    else if (report->floors_unknown == c->count)
        say(&report->remarks, text_format("The noise floor of this machine is not known for these cells: "
                                          "`gilscale noise` measures it."));
    else if (report->floors_unknown)
        say(&report->remarks,
            text_format("The noise floor is not known for %zu of %zu cells: `gilscale noise` "
                        "measures it.",
                        report->floors_unknown, c->count));
    if (report->unturned && !report->drifts)
        say(&report->remarks, text_format("Measured in turns (`gilscale run --turns`), builds are told apart "
                                          "with fewer invocations where the machine is not quiet."));
    if (report->disturbed)
        say(&report->remarks,
            text_format(
                "Disturbed (stolen, throttled, busy, unsteady, ...): %zu of %zu invocations, in %zu cell%s. "
                "They count, and widen the intervals.",
                report->disturbed, report->invocations, report->disturbed_cells,
                plural(report->disturbed_cells)));
}

/* ---- the exit code */

static void give_reason(struct compare_report *report, enum compare_failure why, size_t count,
                        const char *noun, const char *what)
{
    if (count && report->request->fail_on & 1u << why)
        say(&report->reasons, text_format("%zu %s%s %s", count, noun, plural(count), what));
}

/* A curve whose first cell got faster has a smaller speedup as long as its last one has not; that is no loss at any N, and no gate should
 * close for it. Where there is a loss, the cell itself says so. */
static size_t count_worse(const struct compare *c)
{
    size_t worse = 0;

    for (size_t i = 0; i < c->curve_count; i++)
        worse += c->curves[i].change.judged.verdict == VERDICT_SLOWER &&
                 c->rows[c->curves[i].one].judged.verdict != VERDICT_FASTER;
    return worse;
}

static void give_reasons(struct compare_report *report)
{
    const struct compare *c = report->compare;
    size_t worse = count_worse(c);

    give_reason(report, FAIL_SLOWER, c->tally[VERDICT_SLOWER], "cell", "slower");
    give_reason(report, FAIL_SCALING, worse, "curve", worse == 1 ? "scales worse" : "scale worse");
    give_reason(report, FAIL_INCONCLUSIVE, c->tally[VERDICT_INCONCLUSIVE], "cell", "inconclusive");
    give_reason(report, FAIL_INCONCLUSIVE, c->curve_tally[VERDICT_INCONCLUSIVE], "curve", "inconclusive");
    give_reason(report, FAIL_MISSING, c->missing, "cell", "missing in NEW");
    give_reason(report, FAIL_FAILED, c->failed, "cell", "failed in NEW and not in BASE");
}

void compare_report_make(struct compare_report *report)
{
    count_rows(report);
    say_left(report);
    say_unmeasured(report);
    say_remarks(report);
    give_reasons(report);
}

void compare_report_free(struct compare_report *report)
{
    text_list_free(&report->differences);
    text_list_free(&report->remarks);
    text_list_free(&report->left);
    text_list_free(&report->reasons);
}
