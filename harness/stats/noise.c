#include "stats/noise.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "record/csvfile.h"
#include "stats/verdict.h"

/* ---- rows */

static void row_free(struct noise_row *row)
{
    free(row->machine);
    curve_key_free(&row->key);
    free(row->hash);
    free(row->date);
}

void noise_free(struct noise *noise)
{
    for (size_t i = 0; i < noise->count; i++)
        row_free(&noise->rows[i]);
    free(noise->rows);
    *noise = (struct noise){0};
}

static struct noise_row *add_row(struct noise *noise, const struct noise_row *row)
{
    noise->rows = text_grow(noise->rows, noise->count + 1, sizeof *noise->rows);
    noise->rows[noise->count] = *row;
    return &noise->rows[noise->count++];
}

static void add_copy(struct noise *noise, const struct noise_row *row)
{
    struct noise_row *copy = add_row(noise, row);

    copy->machine = text_format("%s", row->machine);
    copy->key = curve_key_copy(&row->key);
    copy->hash = text_format("%s", row->hash);
    copy->date = text_format("%s", row->date);
}

bool noise_row_counts(const struct noise_row *row)
{
    return row->invocations >= MEDIAN_MIN_VALUES && isfinite(row->difference) && isfinite(row->expected) &&
           isfinite(row->tells_from) && isfinite(row->sd);
}

/* ---- what replaces what, and the floor */

static bool same_work(const struct curve_key *a, const struct curve_key *b)
{
    return strcmp(a->workload, b->workload) == 0 && strcmp(a->params, b->params) == 0 &&
           strcmp(a->placement, b->placement) == 0 && strcmp(a->mode, b->mode) == 0 &&
           strcmp(a->axes, b->axes) == 0 && strcmp(a->gil, b->gil) == 0;
}

static bool replaces(const struct noise_row *new, const struct noise_row *old)
{
    return noise_row_counts(new) && strcmp(new->machine, old->machine) == 0 &&
           same_work(&new->key, &old->key) &&
           new->key.ft == old->key.ft &&strcmp(new->key.python, old->key.python) == 0 &&
           new->threads == old->threads &&new->turns == old->turns;
}

static int compare_rows(const void *a, const void *b)
{
    const struct noise_row *x = a, *y = b;
    int order = strcmp(x->machine, y->machine);

    if (!order)
        order = curve_key_compare(&x->key, &y->key);
    if (!order)
        order = x->threads - y->threads;
    return order ? order : x->turns - y->turns;
}

void noise_sort(struct noise *noise)
{
    if (noise->count)
        qsort(noise->rows, noise->count, sizeof *noise->rows, compare_rows);
}

void noise_replace(struct noise *noise, const struct noise *newer)
{
    size_t kept = 0;

    for (size_t i = 0; i < noise->count; i++) {
        bool old = false;
        for (size_t k = 0; k < newer->count && !old; k++)
            old = replaces(&newer->rows[k], &noise->rows[i]);
        if (old)
            row_free(&noise->rows[i]);
        else
            noise->rows[kept++] = noise->rows[i];
    }
    noise->count = kept;
    for (size_t k = 0; k < newer->count; k++)
        if (noise_row_counts(&newer->rows[k]))
            add_copy(noise, &newer->rows[k]);
    noise_sort(noise);
}

double noise_floor(const struct noise *noise, const char *machine, const struct measured_cell *cell,
                   bool turns)
{
    double largest = NAN;

    for (size_t i = 0; i < noise->count && machine; i++) {
        const struct noise_row *row = &noise->rows[i];
        if (noise_row_counts(row) && strcmp(row->machine, machine) == 0 && same_work(&row->key, &cell->key) &&
            strcmp(row->hash, cell->hash) == 0 && row->turns == turns)
            largest = fmax(largest, fmax(row->difference, row->expected)); /* fmax passes over a NAN */
    }
    return largest;
}

/* ---- the file */

/* `axes` came later: a file without it has rows with none. */
static const struct {
    const char *name;
    size_t offset; /* in struct noise_row */
    bool optional;
} texts[] =
    {
        {"machine", offsetof(struct noise_row, machine), false},
        {"build", offsetof(struct noise_row, key.build), false},
        {"python", offsetof(struct noise_row, key.python), false},
        {"gil", offsetof(struct noise_row, key.gil), false},
        {"mode", offsetof(struct noise_row, key.mode), false},
        {"workload", offsetof(struct noise_row, key.workload), false},
        {"params", offsetof(struct noise_row, key.params), false},
        {"workload_hash", offsetof(struct noise_row, hash), false},
        {"placement", offsetof(struct noise_row, key.placement), false},
        {"date", offsetof(struct noise_row, date), false},
        {"axes", offsetof(struct noise_row, key.axes), true},
},
  reals[] = {
      {"difference", offsetof(struct noise_row, difference), false},
      {"expected", offsetof(struct noise_row, expected), false},
      {"tells_from", offsetof(struct noise_row, tells_from), false},
      {"sd", offsetof(struct noise_row, sd), false},
};

/* `turns` came later: a file without it has none. */
static const struct {
    const char *name;
    long low, high;
    bool optional;
} wholes[] = {{"ft", 0, 1, false},
              {"threads", 1, 65536, false},
              {"invocations", 0, 1000000000, false},
              {"called_different", 0, 1, false},
              {"turns", 0, 1, true}};

/* For people and spreadsheets; they follow from sd, and are not read back. */
static const struct {
    const char *name;
    double threshold;
} advice[] = {{"needed_1_percent", .01}, {"needed_3_percent", .03}, {"needed_5_percent", .05}};

enum {
    TEXT_COUNT = sizeof texts / sizeof *texts,
    REAL_COUNT = sizeof reals / sizeof *reals,
    WHOLE_COUNT = sizeof wholes / sizeof *wholes,
    ADVICE_COUNT = sizeof advice / sizeof *advice
};

static char **text_at(const struct noise_row *row, size_t i)
{
    return (char **)(void *)((char *)row + texts[i].offset);
}

static double *real_at(const struct noise_row *row, size_t i)
{
    return (double *)(void *)((char *)row + reals[i].offset);
}

int noise_check(const struct noise_row *row, struct error *e)
{
    char shown[64];

    for (size_t i = 0; i < TEXT_COUNT; i++)
        for (const char *c = *text_at(row, i); *c; c++)
            if ((unsigned char)*c < 0x20 || *c == 0x7f)
                return error_set(e, "column '%s': '%s' has control characters", texts[i].name,
                                 csvfile_shown(*text_at(row, i), shown, sizeof shown));
    return 0;
}

static int write_row(const struct noise_row *row, FILE *to)
{
    const int64_t numbers[WHOLE_COUNT] = {row->key.ft, row->threads, (int64_t)row->invocations,
                                          row->different, row->turns};
    int result = 0;

    for (size_t i = 0; i < TEXT_COUNT; i++) {
        result |= csvfile_put_text(to, *text_at(row, i));
        putc(',', to);
    }
    for (size_t i = 0; i < WHOLE_COUNT; i++) {
        result |= csvfile_put_whole(to, numbers[i]);
        putc(',', to);
    }
    for (size_t i = 0; i < REAL_COUNT; i++) {
        result |= csvfile_put_real(to, *real_at(row, i));
        putc(',', to);
    }
    for (size_t i = 0; i < ADVICE_COUNT; i++) {
        if (isfinite(row->sd))
            result |= csvfile_put_whole(to, (int64_t)verdict_needed(row->sd, advice[i].threshold));
        putc(i + 1 < ADVICE_COUNT ? ',' : '\n', to);
    }
    return result;
}

int noise_write(const struct noise *noise, FILE *to)
{
    int result = 0;

    for (size_t i = 0; i < TEXT_COUNT; i++)
        fprintf(to, "%s,", texts[i].name);
    for (size_t i = 0; i < WHOLE_COUNT; i++)
        fprintf(to, "%s,", wholes[i].name);
    for (size_t i = 0; i < REAL_COUNT; i++)
        fprintf(to, "%s,", reals[i].name);
    for (size_t i = 0; i < ADVICE_COUNT; i++)
        fprintf(to, "%s%c", advice[i].name, i + 1 < ADVICE_COUNT ? ',' : '\n');
    for (size_t i = 0; i < noise->count; i++)
        result |= write_row(&noise->rows[i], to);
    return result || ferror(to) ? -1 : 0;
}

struct reading {
    struct noise *noise;
    const char *path;
    int texts[TEXT_COUNT], reals[REAL_COUNT], wholes[WHOLE_COUNT]; /* which cell of a row a column is */
};

static int find_column(const struct reading *reading, const char *const *cells, size_t count,
                       const char *name, int *cell, size_t line, struct error *e)
{
    *cell = csvfile_find(cells, count, name);
    return *cell >= 0
               ? 0
               : error_set(e, "%s:%zu: the header has no %s; this is no file that `gilscale noise` keeps",
                           reading->path, line, name);
}

static int take_header(void *context, const char *const *cells, size_t count, size_t line, struct error *e)
{
    struct reading *reading = context;
    int result = 0;

    for (size_t i = 0; i < TEXT_COUNT && result == 0; i++) {
        reading->texts[i] = csvfile_find(cells, count, texts[i].name);
        if (reading->texts[i] < 0 && !texts[i].optional)
            result = find_column(reading, cells, count, texts[i].name, &reading->texts[i], line, e);
    }
    for (size_t i = 0; i < WHOLE_COUNT && result == 0; i++) {
        reading->wholes[i] = csvfile_find(cells, count, wholes[i].name);
        if (reading->wholes[i] < 0 && !wholes[i].optional)
            result = find_column(reading, cells, count, wholes[i].name, &reading->wholes[i], line, e);
    }
    for (size_t i = 0; i < REAL_COUNT && result == 0; i++)
        result = find_column(reading, cells, count, reals[i].name, &reading->reals[i], line, e);
    return result;
}

static int take_real(const struct reading *reading, const char *cell, size_t i, double *number, size_t line,
                     struct error *e)
{
    char shown[64];

    /* strtod would take hexadecimal too. */
    if (cell[strspn(cell, "0123456789+-.eE")] || text_to_double(cell, number, e) < 0 || *number < 0)
        return error_set(e, "%s:%zu: column '%s': '%s' is not a number from 0 on", reading->path, line,
                         reals[i].name, csvfile_shown(cell, shown, sizeof shown));
    return 0;
}

static int take_row(void *context, const char *const *cells, size_t count, size_t line, struct error *e)
{
    struct reading *reading = context;
    struct noise_row row = {0};
    long numbers[WHOLE_COUNT];
    struct error why;
    char shown[64];

    (void)count; /* the same as the header's: csvfile has seen to it */
    for (size_t i = 0; i < TEXT_COUNT; i++)
        *text_at(&row, i) = (char *)(reading->texts[i] < 0 ? "" : cells[reading->texts[i]]);
    if (noise_check(&row, e) < 0)
        return error_prefix(e, "%s:%zu", reading->path, line);
    for (size_t i = 0; i < REAL_COUNT; i++)
        if (take_real(reading, cells[reading->reals[i]], i, real_at(&row, i), line, e) < 0)
            return -1;
    for (size_t i = 0; i < WHOLE_COUNT; i++) {
        const char *cell = reading->wholes[i] < 0 ? "0" : cells[reading->wholes[i]];
        if (text_to_int(cell, wholes[i].low, wholes[i].high, &numbers[i], &why) < 0)
            return error_set(e, "%s:%zu: column '%s': '%s' is not a whole number from %ld to %ld",
                             reading->path, line, wholes[i].name, csvfile_shown(cell, shown, sizeof shown),
                             wholes[i].low, wholes[i].high);
    }
    row.key.ft = (int)numbers[0];
    row.threads = (int)numbers[1];
    row.invocations = (size_t)numbers[2];
    row.different = numbers[3];
    row.turns = numbers[4];
    add_copy(reading->noise, &row);
    return 0;
}

int noise_read(struct noise *noise, const char *path, struct error *e)
{
    struct reading reading = {.noise = noise, .path = path};

    if (access(path, F_OK) < 0 && errno == ENOENT)
        return 0;
    struct csvfile *file = csvfile_new(path, take_header, take_row, &reading);
    int result = csvfile_read(file, path, false, e);
    csvfile_free(file);
    return result;
}
