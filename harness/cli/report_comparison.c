#include "cli/report_comparison.h"

#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "cli/compare_print.h"
#include "cli/report_run.h"
#include "report/facts_table.h"
#include "report/figures.h"
#include "report/table.h"

/* Takes the sentence. */
static void add(struct text_list *list, char *sentence)
{
    text_list_add(list, sentence);
    free(sentence);
}

static char *title_of(const struct compare_report *report)
{
    char *base = report_run_name(report->base->name), *new = report_run_name(report->new->name);
    char *title = text_format("%s against %s", new, base);

    free(base);
    free(new);
    return title;
}

/* What was forced, and what lets a difference be seen that is none. */
static void put_warnings(struct document *document, const struct compare_report *report)
{
    if (!report->differences.count && !report->remarks.count)
        return;
    document_section(document, "Before you believe it", true);
    if (report->differences.count)
        document_paragraph(
            document, "Compared by force, although what follows would be taken for a change of the build's:");
    document_list(document, &report->differences);
    document_list(document, &report->remarks);
}

static void put_verdict(struct document *document, const struct compare_report *report)
{
    struct text_list said = {0};

    document_section(document, "Verdict", false);
    add(&said, compare_count_words(report));
    if (report->compare->curve_count)
        add(&said, compare_curve_count_words(report));
    add(&said, compare_exit_words(report));
    document_list(document, &said);
    document_paragraph(
        document,
        "A cell is faster or slower when its 95 % interval excludes no change, the change reaches the "
        "threshold and the machine's noise floor, and p stands after Holm's correction for the size of the "
        "table. Inconclusive is not the same as equal: the number beside it says how many invocations "
        "should tell.");
    text_list_free(&said);
}

static enum table_mark mark_of(enum grid_colour colour)
{
    return colour == GRID_RED ? TABLE_BAD : colour == GRID_GREEN ? TABLE_GOOD : TABLE_PLAIN;
}

static void put_table(const struct grid *grid, const char *heading, void *document)
{
    struct table_column *columns = text_grow(NULL, grid->column_count, sizeof *columns);
    struct table table = {.columns = columns, .column_count = grid->column_count};

    for (size_t i = 0; i < grid->column_count; i++)
        columns[i] =
            (struct table_column){grid->columns[i].title, grid->columns[i].right, grid->columns[i].common};
    for (size_t i = 0; i < grid->cell_count; i++) {
        bool number = columns[i % grid->column_count].kind == TABLE_NUMBER;
        char *end;
        double value = number ? strtod(grid->cells[i], &end) : 0;
        if (number && end != grid->cells[i])
            table_add_number(&table, value, grid->cells[i]);
        else
            table_add(&table, grid->cells[i]);
        if ((i + 1) % grid->column_count == 0 && grid->colours)
            table_mark(&table, mark_of(grid->colours[i / grid->column_count]));
    }
    table_write(&table, heading, false, document);
    table_free(&table);
    free(columns);
}

static void put_rows(struct document *document, const struct compare_report *report)
{
    document_section(document, "Means, curves and cells", false);
    /* From the few to the many, as a page is read from its top. */
    compare_tables(report->compare, COMPARE_MEANS, put_table, document);
    compare_tables(report->compare, COMPARE_CURVES, put_table, document);
    compare_tables(report->compare, COMPARE_CELLS, put_table, document);
    if (report->left.count) {
        document_paragraph(document, "Not compared:");
        document_list(document, &report->left);
    }
}

static void put_environments(struct document *document, const struct compare_report *report)
{
    document_section(document, "Machine and builds", false);
    if (report->base->facts.count || report->new->facts.count)
        facts_side_by_side(&report->base->facts, &report->new->facts, document);
    else
        document_paragraph(document, "Neither side has an environment.csv.");
}

/* With all that decides the outcome. */
static char *command_of(const struct compare_report *report)
{
    const struct compare_request *request = report->request;
    char *base = shown_word(request->names[0]), *new = shown_word(request->names[1]),
         *reasons = text_format("%s", "");

    for (int i = 0; i < FAIL_COUNT; i++)
        if (request->fail_on & 1u << i) {
            char *longer = text_format("%s%s%s", reasons, *reasons ? "," : "", compare_failure_names[i]);
            free(reasons);
            reasons = longer;
        }
    char *command =
        text_format("gilscale compare %s %s --threshold %.6g%% --fail-on %s%s\n", base, new,
                    100 * request->threshold, *reasons ? reasons : "none", request->force ? " --force" : "");
    free(base);
    free(new);
    free(reasons);
    return command;
}

/* Each side's own command, where it is known. */
static void put_side(struct document *document, const char *side, const struct compare_source *source)
{
    const char *command = facts_value(&source->facts, "run.command"),
               *seed = facts_value(&source->facts, "run.seed");
    char *label = text_format("The command of %s", side), *name = shown_plain(source->name, 0);
    char *sentence = text_format("%s, " SHOWN_DATA, side, name);

    if (seed) {
        char *plain = shown_plain(seed, 64),
             *longer = text_format("%s, with seed " SHOWN_DATA, sentence, plain);
        free(sentence);
        free(plain);
        sentence = longer;
    }
    char *whole =
        text_format("%s%s", sentence, command ? ", was measured by" : ": the command was not recorded.");
    document_paragraph(document, whole);
    if (command)
        document_code(document, label, NULL, command);
    free(label);
    free(name);
    free(sentence);
    free(whole);
}

static void put_reproduction(struct document *document, const struct compare_report *report)
{
    char *command = command_of(report);

    document_section(document, "How to compare this again", false);
    document_code(document, "The comparison", NULL, command);
    put_side(document, "BASE", report->base);
    put_side(document, "NEW", report->new);
    free(command);
}

int report_comparison(struct document *document, const struct compare_report *report, const char *root,
                      struct error *e)
{
    struct chart_source source = {.compare = report->compare};
    struct text_list problems = {0};
    char *title = title_of(report), *lead = compare_title_words(report->request);

    document_begin(document, title, lead);
    put_warnings(document, report);
    put_verdict(document, report);
    int result = figures_write(document, &source, root, &problems, e);
    for (size_t i = 0; i < problems.count; i++)
        fprintf(stderr, "gilscale: warning: %s\n", problems.items[i]);
    put_rows(document, report);
    put_environments(document, report);
    put_reproduction(document, report);
    text_list_free(&problems);
    free(title);
    free(lead);
    return result;
}
