#include "cli/compare_print.h"

#include "cli/grid.h"
#include "base/shown.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- cells of the tables; the callers free */

/* "3.13.15", "3.13.14 to 3.13.15" */
static char *change_text(const char *base, const char *new)
{
    return strcmp(base, new) == 0 ? text_format("%s", base) : text_format("%s to %s", base, new);
}

static char *work_text(const struct curve_key *key)
{
    return *key->params ? text_format("%s (%s)", key->workload, key->params)
                        : text_format("%s", key->workload);
}

static char *interval_text(const struct interval *interval)
{
    return isfinite(interval->low) ? text_format("%.3f to %.3f", interval->low, interval->high)
                                   : text_format("too few for one");
}

/* "+0.031 (+0.012 to +0.050)" */
static char *change_of(const struct interval *change)
{
    if (!isfinite(change->middle))
        return text_format("%s", "");
    return isfinite(change->low)
               ? text_format("%+.3g (%+.3g to %+.3g)", change->middle, change->low, change->high)
               : text_format("%+.3g", change->middle);
}

/* Adds the text, and frees it. */
static void take(struct grid *grid, char *text)
{
    grid_add(grid, text);
    free(text);
}

static enum grid_colour colour_of(enum verdict verdict)
{
    return verdict == VERDICT_SLOWER ? GRID_RED : verdict == VERDICT_FASTER ? GRID_GREEN : GRID_NO_COLOUR;
}

/* What every table begins with, but for the workload. */
#define COMMON_COLUMNS                                                                                       \
    {.title = "build", .data = true, .common = true}, {.title = "mode", .data = true, .common = true},       \
        {.title = "axes", .data = true, .common = true},                                                     \
        {.title = "placement", .data = true, .common = true},                                                \
    {                                                                                                        \
        .title = "gil", .data = true                                                                         \
    }

static void add_common(struct grid *grid, const struct compare_row *row)
{
    take(grid, change_text(row->base->key.build, row->new->key.build));
    grid_add(grid, row->base->key.mode);
    grid_add(grid, row->base->key.axes);
    grid_add(grid, row->base->key.placement);
    take(grid, change_text(row->base->key.gil, row->new->key.gil));
}

/* ---- the tables */

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct printing {
    const struct compare *compare;
    compare_take_table take;
    void *context;
};

static void finish(const struct printing *p, struct grid *grid, const char *heading)
{
    if (grid->cell_count)
        p->take(grid, heading, p->context);
    grid_free(grid);
}

static void print_cells(const struct printing *p)
{
    static const struct grid_column columns[] = {
        {.title = "workload", .data = true}, COMMON_COLUMNS,
        {.title = "N", .right = true},       {.title = "new/base", .right = true},
        {.title = "95 % interval"},          {.title = "verdict"}};
    struct grid grid = {.columns = columns, .column_count = COUNT(columns)};

    for (size_t i = 0; i < p->compare->count; i++) {
        const struct compare_row *row = &p->compare->rows[i];
        take(&grid, work_text(&row->base->key));
        add_common(&grid, row);
        take(&grid, text_format("%d", row->base->threads));
        take(&grid, text_format("%.3f", row->judged.ratio.middle));
        take(&grid, interval_text(&row->judged.ratio));
        take(&grid, compare_row_words(row));
        grid_colour_row(&grid, colour_of(row->judged.verdict));
    }
    finish(p, &grid, "Cells: rate, new over base");
}

static void print_curves(const struct printing *p)
{
    static const struct grid_column columns[] = {{.title = "workload", .data = true},
                                                 COMMON_COLUMNS,
                                                 {.title = "N", .right = true},
                                                 {.title = "1 thread", .right = true},
                                                 {.title = "N threads", .right = true},
                                                 {.title = "speedup", .right = true},
                                                 {.title = "95 % interval"},
                                                 {.title = "verdict"}};
    struct grid grid = {.columns = columns, .column_count = COUNT(columns)};

    for (size_t i = 0; i < p->compare->curve_count; i++) {
        const struct compare_curve *curve = &p->compare->curves[i];
        const struct compare_row *one = &p->compare->rows[curve->one], *most = &p->compare->rows[curve->most];
        take(&grid, work_text(&one->base->key));
        add_common(&grid, one);
        take(&grid, text_format("%d", curve->change.threads));
        take(&grid, text_format("%.3f", one->judged.ratio.middle));
        take(&grid, text_format("%.3f", most->judged.ratio.middle));
        take(&grid, text_format("%.3f", curve->change.judged.ratio.middle));
        take(&grid, interval_text(&curve->change.judged.ratio));
        take(&grid, compare_curve_words(p->compare, curve));
        grid_colour_row(&grid, colour_of(curve->change.judged.verdict));
    }
    finish(p, &grid, "Curves: at one thread, at the largest N, and the speedup between them, new over base");
}

static void print_laws(const struct printing *p)
{
    static const struct grid_column columns[] = {{.title = "workload", .data = true},
                                                 COMMON_COLUMNS,
                                                 {.title = "sigma (95 % interval)"},
                                                 {.title = "kappa (95 % interval)"}};
    struct grid grid = {.columns = columns, .column_count = COUNT(columns)};

    for (size_t i = 0; i < p->compare->curve_count; i++) {
        const struct compare_curve *curve = &p->compare->curves[i];
        const struct compare_row *one = &p->compare->rows[curve->one];
        if (!isfinite(curve->change.law.sigma.middle))
            continue;
        take(&grid, work_text(&one->base->key));
        add_common(&grid, one);
        take(&grid, change_of(&curve->change.law.sigma));
        take(&grid, change_of(&curve->change.law.kappa));
    }
    finish(p, &grid, "Fitted contention (sigma) and coherency (kappa): new less base");
}

static void print_means(const struct printing *p)
{
    static const struct grid_column columns[] = {COMMON_COLUMNS,
                                                 {.title = "N", .right = true},
                                                 {.title = "workloads", .right = true},
                                                 {.title = "new/base", .right = true},
                                                 {.title = "95 % interval"}};
    struct grid grid = {.columns = columns, .column_count = COUNT(columns)};

    for (size_t i = 0; i < p->compare->mean_count; i++) {
        const struct compare_mean *mean = &p->compare->means[i];
        const struct compare_row *row = &p->compare->rows[mean->row];
        add_common(&grid, row);
        take(&grid, text_format("%d", row->base->threads));
        take(&grid, text_format("%zu", mean->ratio.values));
        take(&grid, text_format("%.3f", mean->ratio.middle));
        take(&grid, interval_text(&mean->ratio));
    }
    finish(p, &grid, "Geometric means over workloads: rate, new over base");
}

/* ---- the words below them */

char *compare_count_words(const struct compare_report *report)
{
    const struct compare *c = report->compare;

    return text_format("%zu cell%s: %zu slower, %zu faster, %zu equivalent within %.3g %%, %zu inconclusive",
                       c->count, c->count == 1 ? "" : "s", c->tally[VERDICT_SLOWER], c->tally[VERDICT_FASTER],
                       c->tally[VERDICT_EQUIVALENT], 100 * report->request->threshold,
                       c->tally[VERDICT_INCONCLUSIVE]);
}

char *compare_curve_count_words(const struct compare_report *report)
{
    const struct compare *c = report->compare;

    return text_format("%zu curve%s: %zu scaling worse, %zu better, %zu alike, %zu inconclusive",
                       c->curve_count, c->curve_count == 1 ? "" : "s", c->curve_tally[VERDICT_SLOWER],
                       c->curve_tally[VERDICT_FASTER], c->curve_tally[VERDICT_EQUIVALENT],
                       c->curve_tally[VERDICT_INCONCLUSIVE]);
}

static void print_counts(const struct compare_report *report, FILE *to)
{
    char *cells = compare_count_words(report), *curves = compare_curve_count_words(report);

    fprintf(to, "%s\n", cells);
    if (report->compare->curve_count)
        fprintf(to, "%s%s\n", report->request->format == COMPARE_MARKDOWN ? "\n" : "", curves);
    free(cells);
    free(curves);
}

/* `heading` may be "". */
static void print_list(const struct text_list *list, const char *heading, const char *before, bool markdown,
                       FILE *to)
{
    if (!list->count)
        return;
    if (markdown)
        fputc('\n', to);
    if (*heading)
        fprintf(to, "%s\n", heading);
    for (size_t i = 0; i < list->count; i++) {
        char *sentence = shown_sentence(list->items[i], markdown);
        fprintf(to, "%s%s\n", before, sentence);
        free(sentence);
    }
}

char *compare_exit_words(const struct compare_report *report)
{
    char *words = text_format("%s", "");

    for (size_t i = 0; i < report->reasons.count; i++) {
        char *longer = text_format("%s%s%s", words, i ? ", " : "", report->reasons.items[i]);
        free(words);
        words = longer;
    }
    char *line = report->reasons.count ? text_format("exit code 1: %s", words)
                                       : text_format("exit code 0: nothing that --fail-on asks for");
    free(words);
    return line;
}

char *compare_title_words(const struct compare_request *request)
{
    char *names[3], *sentence;

    for (int i = 0; i < request->count; i++)
        names[i] = shown_plain(request->names[i], 0);
    sentence =
        request->by_build
            ? text_format("BASE is build " SHOWN_DATA ", NEW is build " SHOWN_DATA ", both in " SHOWN_DATA,
                          names[1], names[2], names[0])
            : text_format("BASE is " SHOWN_DATA ", NEW is " SHOWN_DATA, names[0], names[1]);
    for (int i = 0; i < request->count; i++)
        free(names[i]);
    return sentence;
}

void compare_tables(const struct compare *compare, enum compare_part part, compare_take_table take_table,
                    void *context)
{
    struct printing p = {.compare = compare, .take = take_table, .context = context};

    if (part == COMPARE_CELLS)
        print_cells(&p);
    if (part == COMPARE_CURVES) {
        print_curves(&p);
        print_laws(&p);
    }
    if (part == COMPARE_MEANS)
        print_means(&p);
}

struct printed {
    bool markdown, colour;
    FILE *to;
};

static void print_table(const struct grid *grid, const char *heading, void *context)
{
    const struct printed *printed = context;

    grid_print(grid, heading, printed->markdown, printed->colour, printed->to);
}

void compare_print(const struct compare_report *report, FILE *to)
{
    bool markdown = report->request->format == COMPARE_MARKDOWN;
    struct printed printed = {.markdown = markdown, .colour = !markdown && shown_may_colour(to), .to = to};
    char *title = compare_title_words(report->request), *shown = shown_sentence(title, markdown);

    fprintf(to, "%s\n\n", shown);
    for (enum compare_part part = COMPARE_CELLS; part <= COMPARE_MEANS; part++)
        compare_tables(report->compare, part, print_table, &printed);
    print_counts(report, to);
    print_list(&report->left, "Not compared:", markdown ? "- " : "  ", markdown, to);
    print_list(&report->differences, "--force: compared although", markdown ? "- " : "  ", markdown, to);
    print_list(&report->remarks, "", markdown ? "- " : "", markdown, to);
    char *line = compare_exit_words(report);
    fprintf(to, markdown ? "\n%s\n" : "%s\n", line);
    free(line);
    free(title);
    free(shown);
}
