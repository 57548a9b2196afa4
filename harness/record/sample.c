#include "record/sample.h"

#include <locale.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/csvfile.h"
#include "record/number.h"

enum kind { KIND_WHOLE, KIND_REAL, KIND_TEXT };

static const struct column {
    const char *name;
    enum kind kind;
    size_t offset; /* in struct sample */
} columns[] = {
#define COLUMN_WHOLE(name) {#name, KIND_WHOLE, offsetof(struct sample, name)},
#define COLUMN_REAL(name)  {#name, KIND_REAL, offsetof(struct sample, name)},
#define COLUMN_TEXT(name)  {#name, KIND_TEXT, offsetof(struct sample, name)},
    SAMPLE_COLUMNS(COLUMN_WHOLE, COLUMN_REAL, COLUMN_TEXT)
#undef COLUMN_WHOLE
#undef COLUMN_REAL
#undef COLUMN_TEXT
};

enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

/* The last column that schema 1 had from its first day. */
#define LAST_REQUIRED offsetof(struct sample, cpus)

struct sample_reader {
    struct csvfile *file;
    char *name;
    sample_on_row on_row;
    void *context;
    int cells[COLUMN_COUNT]; /* which cell of a row a column is; -1: this file is older than the column */
    uint64_t unread;         /* columns that nobody wants as numbers */
    struct sample row;       /* the last one; cells that repeat are not read again */
    locale_t plain;          /* numbers have a point, whatever LC_NUMERIC says */
};

/* The table knows the types; these three are the only places that trust it. */
static int64_t *whole_at(struct sample *row, const struct column *column)
{
    return (int64_t *)(void *)((char *)row + column->offset);
}

static double *real_at(struct sample *row, const struct column *column)
{
    return (double *)(void *)((char *)row + column->offset);
}

static const char **text_at(struct sample *row, const struct column *column)
{
    return (const char **)(void *)((char *)row + column->offset);
}

struct sample sample_copy(const struct sample *row)
{
    struct sample copy = *row;

#define NOTHING(name)
#define COPY_TEXT(name) copy.name = text_format("%s", row->name);
    SAMPLE_COLUMNS(NOTHING, NOTHING, COPY_TEXT)
#undef COPY_TEXT
    return copy;
}

void sample_free(struct sample *copy)
{
#define FREE_TEXT(name) free((void *)(uintptr_t)copy->name);
    SAMPLE_COLUMNS(NOTHING, NOTHING, FREE_TEXT)
#undef FREE_TEXT
#undef NOTHING
}

struct sample sample_empty(void)
{
    struct sample row;

    for (size_t i = 0; i < COLUMN_COUNT; i++)
        switch (columns[i].kind) {
        case KIND_WHOLE:
            *whole_at(&row, &columns[i]) = SAMPLE_NONE;
            break;
        case KIND_REAL:
            *real_at(&row, &columns[i]) = NAN;
            break;
        case KIND_TEXT:
            *text_at(&row, &columns[i]) = "";
            break;
        }
    row.schema = SAMPLE_SCHEMA;
    row.repeats = 0;
    return row;
}

int sample_write_header(FILE *to)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (fprintf(to, "%s%s", i ? "," : "", columns[i].name) < 0)
            return -1;
    return putc('\n', to) == EOF ? -1 : 0;
}

static int write_cell(FILE *to, struct sample *row, const struct column *column)
{
    switch (column->kind) {
    case KIND_WHOLE:
        return *whole_at(row, column) == SAMPLE_NONE ? 0 : csvfile_put_whole(to, *whole_at(row, column));
    case KIND_REAL:
        return csvfile_put_real(to, *real_at(row, column));
    case KIND_TEXT:
        return csvfile_put_text(to, *text_at(row, column));
    }
    return -1;
}

int sample_write(FILE *to, const struct sample *row)
{
    struct sample copy = *row;

    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if ((i && putc(',', to) == EOF) || write_cell(to, &copy, &columns[i]))
            return -1;
    return putc('\n', to) == EOF ? -1 : 0;
}

static int find_columns(void *context, const char *const *cells, size_t count, size_t line, struct error *e)
{
    struct sample_reader *reader = context;
    char missing[600] = "";
    size_t used = 0;

    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        reader->cells[i] = csvfile_find(cells, count, columns[i].name);
        if (reader->cells[i] < 0 && columns[i].offset <= LAST_REQUIRED && used < sizeof missing)
            used += (size_t)snprintf(missing + used, sizeof missing - used, "%s%s", used ? ", " : "",
                                     columns[i].name);
    }
    if (used)
        return error_set(e, "%s:%zu: the header has no %s", reader->name, line, missing);
    return 0;
}

static int bad_cell(struct sample_reader *reader, const struct column *column, const char *cell, size_t line,
                    struct error *e)
{
    char shown[64];

    if (strcmp(cell, column->name) == 0)
        return error_set(e, "%s:%zu: the header stands here again; were two files joined? Keep them apart",
                         reader->name, line);
    return error_set(e, "%s:%zu: column '%s': '%s' is not a %s", reader->name, line, column->name,
                     csvfile_shown(cell, shown, sizeof shown),
                     column->kind == KIND_WHOLE ? "whole number" : "finite number");
}

static int parse_row(void *context, const char *const *cells, size_t count, size_t line, struct error *e)
{
    struct sample_reader *reader = context;
    struct sample *row = &reader->row;
    int same = (int)csvfile_same_cells(reader->file);

    (void)count; /* the same as the header's: csvfile has seen to it */
    row->repeats = 0;
    while (same && row->repeats < COLUMN_COUNT && reader->cells[row->repeats] < same)
        row->repeats++;
    for (size_t i = row->repeats; i < COLUMN_COUNT; i++) {
        if (reader->cells[i] < same)
            continue; /* as it was in the row before; always so when the file does not have the column */
        const char *cell = cells[reader->cells[i]];
        int bad = 0;
        switch (columns[i].kind) {
        case KIND_WHOLE:
            *whole_at(row, &columns[i]) = SAMPLE_NONE;
            bad = *cell && number_whole(cell, whole_at(row, &columns[i]));
            break;
        case KIND_REAL:
            *real_at(row, &columns[i]) = NAN;
            bad = *cell &&
                  number_real(cell, reader->plain,
                              i < SAMPLE_UNREAD_BITS && reader->unread >> i & 1 ? NULL
                                                                                : real_at(row, &columns[i]));
            break;
        case KIND_TEXT:
            *text_at(row, &columns[i]) = cell;
            break;
        }
        if (bad)
            return bad_cell(reader, &columns[i], cell, line, e);
        /* First of all columns, so that a newer file is told from a broken one. */
        if (i == 0 && row->schema == SAMPLE_NONE)
            return error_set(e, "%s:%zu: column 'schema' is empty", reader->name, line);
        if (i == 0 && (row->schema < 1 || row->schema > SAMPLE_SCHEMA))
            return error_set(
                e, "%s:%zu: column 'schema': %lld, but this gilscale reads 1 to %d; a newer one wrote it?",
                reader->name, line, (long long)row->schema, SAMPLE_SCHEMA);
    }
    return reader->on_row(reader->context, row, line, e);
}

struct sample_reader *sample_reader_new(const char *name, sample_on_row on_row, void *context)
{
    struct sample_reader *reader = text_grow(NULL, 1, sizeof *reader);

    *reader = (struct sample_reader){
        .name = text_format("%s", name), .on_row = on_row, .context = context, .row = sample_empty()};
    reader->plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    reader->file = csvfile_new(name, find_columns, parse_row, reader);
    return reader;
}

int sample_reader_feed(struct sample_reader *reader, const char *bytes, size_t length, struct error *e)
{
    return csvfile_feed(reader->file, bytes, length, e);
}

int sample_reader_finish(struct sample_reader *reader, struct error *e)
{
    return csvfile_finish(reader->file, e);
}

void sample_reader_free(struct sample_reader *reader)
{
    if (!reader)
        return;
    csvfile_free(reader->file);
    freelocale(reader->plain);
    free(reader->name);
    free(reader);
}

int sample_read_some(const char *path, bool cut_off_ok, uint64_t unread, sample_on_row on_row, void *context,
                     struct error *e)
{
    struct sample_reader *reader = sample_reader_new(path, on_row, context);

    reader->unread = unread;
    int result = csvfile_read(reader->file, path, cut_off_ok, e);

    sample_reader_free(reader);
    return result;
}

int sample_read_file(const char *path, bool cut_off_ok, sample_on_row on_row, void *context, struct error *e)
{
    return sample_read_some(path, cut_off_ok, 0, on_row, context, e);
}
