#include "claims/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "record/csvfile.h"

size_t page_tally(const struct page_claim *item, enum figure_verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < item->rows.count; i++)
        count += item->rows.items[i].verdict == verdict;
    return count;
}

char *page_number(double number, char *to, size_t size)
{
    double digits = number != 0 && isfinite(number) ? floor(log10(fabs(number))) : 0;

    if (!isfinite(number))
        snprintf(to, size, "-");
    else if (digits >= 6)
        snprintf(to, size, "%.3g", number);
    else
        snprintf(to, size, "%.*f", digits >= 2 ? 0 : digits < -4 ? 6 : (int)(2 - digits), number);
    return to;
}

/* ---- Markdown */

/* Text of a claim: every character that Markdown or HTML could take for its own is escaped. */
static void put_text(const char *text, FILE *to)
{
    char *plain = shown_plain(text, 0);

    for (const char *c = plain; *c; c++) {
        if (strchr("\\`*_[]<>|&~#", *c))
            putc('\\', to);
        putc(*c, to);
    }
    free(plain);
}

/* A name from data, in a cell of a table. */
static void put_name(const char *name, FILE *to)
{
    char *code = *name ? shown_code(name, 100, true) : text_format("%s", "");

    fputs(code, to);
    free(code);
}

static void put_number(double number, FILE *to)
{
    char text[32];

    fputs(page_number(number, text, sizeof text), to);
}

static void put_ours(const struct figure_row *row, FILE *to)
{
    if (isnan(row->ours.middle)) {
        fputs("-", to);
        return;
    }
    put_number(row->ours.middle, to);
    if (!isnan(row->ours.low)) {
        fputs(" (", to);
        put_number(row->ours.low, to);
        fputs(" to ", to);
        put_number(row->ours.high, to);
        fputs(")", to);
    }
}

void page_dates_add(struct page_dates *dates, const char *date)
{
    if (*date && (!*dates->first || strcmp(date, dates->first) < 0))
        dates->first = date;
    if (*date && strcmp(date, dates->last) > 0)
        dates->last = date;
}

static void put_origin_rows(const char *what, const struct text_list *list, FILE *to)
{
    for (size_t i = 0; i < list->count; i++) {
        fprintf(to, "| %s | ", what);
        put_text(list->items[i], to);
        fputs(" |\n", to);
    }
}

void page_put_origin(const struct page_dates *dates, const char *version, const struct text_list *machines,
                     const struct text_list *builds, FILE *to)
{
    const bool one_day = strncmp(dates->first, dates->last, 10) == 0;

    fputs("| | |\n| --- | --- |\n", to);
    fprintf(to, "| measured | %.10s%s%.10s, with gilscale ", *dates->first ? dates->first : "never",
            one_day ? "" : " to ", one_day ? "" : dates->last);
    put_name(version ? version : "unknown", to);
    fputs(" |\n", to);
    put_origin_rows("machine", machines, to);
    put_origin_rows("build", builds, to);
}

static void put_head(const struct page *page, FILE *to)
{
    struct page_dates dates = {"", ""};

    for (size_t i = 0; i < page->count; i++)
        page_dates_add(&dates, page->items[i].date);
    fputs("# What is said about the GIL, and what was measured\n\n"
          "Public texts on Python's global interpreter lock (GIL) and on life without it give figures. Each "
          "claim below was run as an\nexperiment by `gilscale claims`; their figure stands beside ours, "
          "whether it agrees or not.\n\n",
          to);
    page_put_origin(&dates, page->version, &page->machines, &page->builds, to);
    fputs("\nHow to read it. A figure of ours is the median of several fresh processes, with its 95 % "
          "interval in "
          "brackets. Where two things are\ncompared, they are compared within one round of the run, so that "
          "what the machine did meanwhile cancels. How many runs came out wrong has the exact interval of "
          "Clopper and Pearson.\n\n"
          "- **may be**: what we let ours be and still agree: theirs with some room on both sides, or what "
          "we take "
          "their words for.\n"
          "- **agree**: our whole interval lies in there; or our estimate does, and its interval is no wider "
          "than "
          "twice that room.\n"
          "- **disagree**: our whole interval lies outside.\n"
          "- **unclear**: neither; more processes would tell.\n"
          "- **no interval**: too few processes ended well to say how sure ours is.\n"
          "- **not judged**: an absolute figure of their machine. Ours stands beside it; ratios say more.\n"
          "- **qualitative**: they say it in words.\n"
          "- **not measured**: with the reason.\n\n",
          to);
}

static void put_summary(const struct page *page, FILE *to)
{
    size_t sums[FIGURE_VERDICTS] = {0};

    fputs("## Summary\n\n| claim | about |", to);
    for (int v = 0; v < FIGURE_VERDICTS; v++)
        fprintf(to, " %s |", figure_verdict_name((enum figure_verdict)v));
    fputs("\n| --- | --- |", to);
    for (int v = 0; v < FIGURE_VERDICTS; v++)
        fputs(" ---: |", to);
    putc('\n', to);
    for (size_t i = 0; i < page->count; i++) {
        const struct page_claim *item = &page->items[i];
        fputs("| ", to);
        put_text(item->claim->id, to);
        fputs(" | ", to);
        put_text(item->claim->title, to);
        fputs(" |", to);
        for (int v = 0; v < FIGURE_VERDICTS; v++) {
            size_t tally = page_tally(item, (enum figure_verdict)v);
            sums[v] += tally;
            if (tally)
                fprintf(to, " %zu |", tally);
            else
                fputs(" |", to);
        }
        putc('\n', to);
    }
    fputs("| all | |", to);
    for (int v = 0; v < FIGURE_VERDICTS; v++)
        fprintf(to, " %zu |", sums[v]);
    fputs("\n", to);
}

/* "1.00..1.04" as "1.00 to 1.04". */
static void put_theirs(const struct claim_figure *figure, FILE *to)
{
    const char *dots = strstr(figure->theirs, "..");
    char *first = dots ? text_format("%.*s to ", (int)(dots - figure->theirs), figure->theirs) : NULL;

    put_text(first ? first : "", to);
    put_text(dots ? dots + 2 : figure->theirs, to);
    free(first);
}

/* What ours may be to agree: "1.87 to 2.06", "from 1.20", "up to 10.0". */
static void put_band(const struct claim_figure *figure, FILE *to)
{
    double low, high;

    if (!figure_band(figure, &low, &high))
        return;
    if (isfinite(low)) {
        fputs(isfinite(high) ? "" : "from ", to);
        put_number(low, to);
    }
    if (isfinite(high)) {
        fputs(isfinite(low) ? " to " : "up to ", to);
        put_number(high, to);
    }
}

static void put_row(const struct figure_row *row, FILE *to)
{
    const struct claim_figure *figure = row->figure;

    fputs("| ", to);
    put_text(figure->what, to);
    fputs(" | ", to);
    put_theirs(figure, to);
    fputs(" | ", to);
    put_band(figure, to);
    fputs(" | ", to);
    put_ours(row, to);
    fputs(" | ", to);
    put_text(figure->unit, to);
    fprintf(to, " | %s | ", figure_verdict_name(row->verdict));
    put_name(row->build, to);
    fputs(" | ", to);
    put_text(row->reason, to);
    fputs(" |\n", to);
}

static void put_rows(const struct page_claim *item, FILE *to)
{
    if (page_tally(item, FIGURE_NOT_MEASURED) < item->rows.count)
        fputs("\n| what | theirs | may be | ours | unit | | build | remarks |\n"
              "| --- | ---: | ---: | ---: | --- | --- | --- | --- |\n",
              to);
    for (size_t i = 0; i < item->rows.count; i++)
        if (item->rows.items[i].verdict != FIGURE_NOT_MEASURED)
            put_row(&item->rows.items[i], to);
}

static bool is_missing(const struct figure_row *row, const char *reason)
{
    return row->verdict == FIGURE_NOT_MEASURED && strcmp(row->reason, reason) == 0;
}

/* All rows from `from` on that were not measured for the same reason. */
static void put_missing_for(const struct figure_rows *rows, size_t from, FILE *to)
{
    const char *reason = rows->items[from].reason, *before = ": ";

    fputs("- ", to);
    put_text(reason, to);
    for (size_t i = from; i < rows->count; i++) {
        if (!is_missing(&rows->items[i], reason))
            continue;
        fputs(before, to);
        before = "; ";
        put_text(rows->items[i].figure->what, to);
        fputs(" (theirs: ", to);
        put_theirs(rows->items[i].figure, to);
        fputs(")", to);
    }
    putc('\n', to);
}

/* A line for each reason: as rows of the table they would hide the others. */
static void put_missing(const struct figure_rows *rows, FILE *to)
{
    bool any = false;

    for (size_t i = 0; i < rows->count; i++) {
        size_t first = 0;
        while (first < i && !is_missing(&rows->items[first], rows->items[i].reason))
            first++;
        if (first < i || rows->items[i].verdict != FIGURE_NOT_MEASURED)
            continue;
        fputs(any ? "" : "\nNot measured:\n\n", to);
        any = true;
        put_missing_for(rows, i, to);
    }
}

/* "Of 8 figures 2 agree, 1 disagrees." */
static void put_outcome(const struct page_claim *item, FILE *to)
{
    size_t judged =
        page_tally(item, FIGURE_AGREE) + page_tally(item, FIGURE_DISAGREE) + page_tally(item, FIGURE_UNCLEAR);

    if (judged)
        fprintf(to, "Of %zu figure%s that could be judged %zu agree%s, %zu do%s not, %zu cannot be told.",
                judged, judged > 1 ? "s" : "", page_tally(item, FIGURE_AGREE),
                page_tally(item, FIGURE_AGREE) == 1 ? "s" : "", page_tally(item, FIGURE_DISAGREE),
                page_tally(item, FIGURE_DISAGREE) == 1 ? "es" : "", page_tally(item, FIGURE_UNCLEAR));
    else
        fputs("No figure could be judged.", to);
    if (*item->claim->means) {
        putc(' ', to);
        put_text(item->claim->means, to);
    }
    fputs("\n", to);
}

static void put_claim(const struct page_claim *item, FILE *to)
{
    const struct claim *claim = item->claim;

    fputs("\n## ", to);
    put_text(claim->id, to);
    fputs(": ", to);
    put_text(claim->title, to);
    fputs("\n\nSource: ", to);
    put_text(claim->source, to);
    fputs(".\n\nSaid: ", to);
    put_text(claim->said, to);
    fputs("\n", to);
    if (item->rows.count) {
        put_rows(item, to);
        put_missing(&item->rows, to);
        fputs("\n", to);
        put_outcome(item, to);
    }
    if (claim->not_measured) {
        fputs("\nNot measured: ", to);
        put_text(claim->not_measured, to);
        fputs("\n", to);
    }
    if (claim->wrong.count)
        fputs("\nWhere the text is wrong:\n\n", to);
    for (size_t i = 0; i < claim->wrong.count; i++) {
        fputs("- ", to);
        put_text(claim->wrong.items[i], to);
        fputs("\n", to);
    }
    if (item->folder) {
        fprintf(to, "\nMeasured %.10s; the rows are in ", *item->date ? item->date : "at an unknown time");
        put_name(item->folder, to);
        fputs(item->cut_off ? ", a run that was cut off.\n" : ".\n", to);
    }
}

int page_write_markdown(FILE *to, void *context)
{
    const struct page *page = context;

    put_head(page, to);
    put_summary(page, to);
    for (size_t i = 0; i < page->count; i++)
        put_claim(&page->items[i], to);
    return ferror(to) ? -1 : 0;
}

/* ---- CSV */

static int put_texts(const char *const *texts, size_t count, FILE *to)
{
    int result = 0;

    for (size_t i = 0; i < count && result == 0; i++)
        result = csvfile_put_text(to, texts[i]) || putc(',', to) == EOF ? -1 : 0;
    return result;
}

static int put_csv_row(const struct page_claim *item, const struct figure_row *row, FILE *to)
{
    const char *before[] = {item->claim->id, row->figure->what, row->figure->theirs, row->figure->unit};
    const double numbers[] = {row->ours.middle, row->ours.low, row->ours.high};
    const char *cell[] = {row->build, row->gil, row->mode, row->workload, row->params, row->axes};

    if (put_texts(before, sizeof before / sizeof *before, to) < 0)
        return -1;
    for (size_t i = 0; i < 3; i++)
        if (csvfile_put_real(to, numbers[i]) || putc(',', to) == EOF)
            return -1;
    if (put_texts(cell, sizeof cell / sizeof *cell, to) < 0 ||
        (row->threads != CLAIM_CPUS && csvfile_put_whole(to, row->threads)) || putc(',', to) == EOF ||
        csvfile_put_text(to, item->machine) || putc(',', to) == EOF ||
        csvfile_put_text(to, figure_verdict_name(row->verdict)) || putc(',', to) == EOF ||
        csvfile_put_text(to, row->reason) || putc('\n', to) == EOF)
        return -1;
    return 0;
}

int page_write_csv(FILE *to, void *context)
{
    const struct page *page = context;

    if (fputs("claim,what,theirs,unit,ours,low,high,build,gil,mode,workload,params,axes,threads,machine,"
              "verdict,"
              "reason\n",
              to) == EOF)
        return -1;
    for (size_t i = 0; i < page->count; i++)
        for (size_t j = 0; j < page->items[i].rows.count; j++)
            if (put_csv_row(&page->items[i], &page->items[i].rows.items[j], to) < 0)
                return -1;
    return 0;
}

void page_free(struct page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        figure_rows_free(&page->items[i].rows);
        free(page->items[i].folder);
        free(page->items[i].date);
        free(page->items[i].machine);
    }
    free(page->items);
    text_list_free(&page->machines);
    text_list_free(&page->builds);
    free(page->version);
    *page = (struct page){0};
}
