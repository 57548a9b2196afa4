/* rows_csv.c - an ecosystem's table for programs: every figure in a row of its own. */
#include "ecosystem/table.h"

#include <math.h>
#include <string.h>

#include "record/csvfile.h"

static const struct import_answer *answer_of(const struct ecosystem_row *row, enum import_way way)
{
    static const struct import_answer none = {
        .detail = (char *)"", .enabled_by = (char *)"", .gil_before = -1, .gil_after = -1};

    return row->check && row->check->ways[way].outcome != IMPORT_NOT_ASKED ? &row->check->ways[way] : &none;
}

static const char *gil_name(int state)
{
    return state < 0 ? "" : state ? "on" : "off";
}

/* The columns in order: name, type, where the value is. `curve` and `point` are NULL where nothing was measured. */
#define IMPORT(TEXT, prefix, way)                                                                            \
    TEXT(prefix, import_outcome_names[answer_of(row, way)->outcome])                                         \
    TEXT(prefix##_detail, answer_of(row, way)->detail)
#define FIGURE(REAL, name, of)                                                                               \
    REAL(name, of ? of->middle : NAN)                                                                        \
    REAL(name##_low, of ? of->low : NAN)                                                                     \
    REAL(name##_high, of ? of->high : NAN)
#define COLUMNS(TEXT, WHOLE, REAL)                                                                           \
    TEXT(library, row->library->name)                                                                        \
    TEXT(build, row->build)                                                                                  \
    TEXT(python, row->check ? row->check->python : curve ? curve->key.python : "")                           \
    WHOLE(ft, row->check ? row->check->ft : curve ? curve->key.ft : 0)                                       \
    TEXT(version, row->check ? row->check->version : "")                                                     \
    TEXT(absent, row->check ? row->check->absent : "")                                                       \
    IMPORT(TEXT, import, IMPORT_DEFAULT)                                                                     \
    TEXT(gil_before_import, gil_name(answer_of(row, IMPORT_DEFAULT)->gil_before))                            \
    TEXT(gil_after_import, gil_name(answer_of(row, IMPORT_DEFAULT)->gil_after))                              \
    TEXT(gil_enabled_by, answer_of(row, IMPORT_DEFAULT)->enabled_by)                                         \
    IMPORT(TEXT, import_gil_off, IMPORT_GIL_OFF)                                                             \
    IMPORT(TEXT, import_threads, IMPORT_THREADS)                                                             \
    IMPORT(TEXT, import_compiled, IMPORT_COMPILED)                                                           \
    TEXT(compiled_enabled_by, answer_of(row, IMPORT_COMPILED)->enabled_by)                                   \
    REAL(compiled_modules, answer_of(row, IMPORT_DEFAULT)->outcome == IMPORT_OK                              \
                               ? (double)answer_of(row, IMPORT_DEFAULT)->compiled                            \
                               : (double)NAN)                                                                \
    TEXT(not_measured, row->library->reason)                                                                 \
    TEXT(workload, curve ? curve->key.workload : "")                                                         \
    TEXT(params, curve ? curve->key.params : "")                                                             \
    TEXT(mode, curve ? curve->key.mode : "")                                                                 \
    TEXT(axes, curve ? curve->key.axes : "")                                                                 \
    TEXT(placement, curve ? curve->key.placement : "")                                                       \
    TEXT(gil, row->gil)                                                                                      \
    REAL(threads, point ? (double)point->threads : NAN)                                                      \
    REAL(invocations, point ? (double)point->invocations : NAN)                                              \
    REAL(ops_per_s, point ? point->rate.middle : NAN)                                                        \
    FIGURE(REAL, one_thread_ratio, ratio)                                                                    \
    FIGURE(REAL, speedup, speedup)                                                                           \
    FIGURE(REAL, gil_held, held)                                                                             \
    TEXT(status, point ? point->status : "")                                                                 \
    REAL(failed, point ? (double)point->failed : NAN)                                                        \
    TEXT(failure, point ? point->failure : "")                                                               \
    TEXT(detail, point ? point->detail : "")                                                                 \
    TEXT(flags, point ? point->flags : "")                                                                   \
    REAL(disturbed, point ? (double)point->disturbed : NAN)                                                  \
    TEXT(date, row->library->date)

static void visit(const struct ecosystem_row *row, const struct curve *curve, const struct curve_point *point,
                  const struct curves_visitor *visitor)
{
    const struct interval *ratio = point && point->threads == 1 ? &point->gil_ratio : NULL;
    const struct interval share = point && point->threads == 1 ? ecosystem_held(curve)
                                                               : (struct interval){NAN, NAN, NAN, NAN, 0},
                          *held = &share;
    const struct interval *speedup = point && point->threads > 1 ? &point->speedup : NULL;

#define VISIT_TEXT(name, value)  visitor->text(visitor->context, #name, value);
#define VISIT_WHOLE(name, value) visitor->whole(visitor->context, #name, value);
#define VISIT_REAL(name, value)  visitor->real(visitor->context, #name, value);
    COLUMNS(VISIT_TEXT, VISIT_WHOLE, VISIT_REAL)
}

void ecosystem_visit(const struct ecosystem *all, void (*on_row)(void *context),
                     const struct curves_visitor *visitor)
{
    struct ecosystem_rows rows = {0};

    ecosystem_summarise(&rows, all);
    for (size_t i = 0; i < rows.count; i++) {
        const struct ecosystem_row *row = &rows.items[i];
        const struct curves *curves = &row->library->curves;
        for (size_t k = 0; k < curves->count; k++)
            for (size_t n = 0; ecosystem_row_has(row, &curves->items[k]) && n < curves->items[k].count; n++) {
                on_row(visitor->context);
                visit(row, &curves->items[k], &curves->items[k].points[n], visitor);
            }
        if (!row->workloads) {
            on_row(visitor->context);
            visit(row, NULL, NULL, visitor);
        }
    }
    ecosystem_rows_free(&rows);
}

/* ---- CSV */

struct csv {
    FILE *to;
    bool inside; /* a row has begun */
    bool failed;
};

static void begin_cell(struct csv *csv)
{
    if (csv->inside)
        putc(',', csv->to);
    csv->inside = true;
}

static void put_text(void *context, const char *name, const char *value)
{
    struct csv *csv = context;

    (void)name;
    begin_cell(csv);
    csv->failed = csvfile_put_text(csv->to, value) || csv->failed;
}

static void put_whole(void *context, const char *name, int64_t value)
{
    struct csv *csv = context;

    (void)name;
    begin_cell(csv);
    csv->failed = csvfile_put_whole(csv->to, value) || csv->failed;
}

static void put_real(void *context, const char *name, double value)
{
    struct csv *csv = context;

    (void)name;
    begin_cell(csv);
    csv->failed = csvfile_put_real(csv->to, value) || csv->failed;
}

static void begin_row(void *context)
{
    struct csv *csv = context;

    putc('\n', csv->to);
    csv->inside = false;
}

int ecosystem_write_csv(FILE *to, void *all)
{
    struct csv csv = {.to = to};
    const struct curves_visitor visitor = {&csv, put_text, put_whole, put_real};

#define NAME(name, value) "," #name
    static const char header[] = COLUMNS(NAME, NAME, NAME);
#undef NAME

    fputs(header + 1, to);
    ecosystem_visit(all, begin_row, &visitor);
    putc('\n', to);
    return csv.failed || ferror(to) ? -1 : 0;
}
