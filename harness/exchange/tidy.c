#include "exchange/tidy.h"

#include "record/csvfile.h"
#include "stats/measures.h"

#include <math.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const measure_names[MEASURE_COUNT] = {
#define MEASURE_NAME(id, name, ...) #name,
    MEASURES(MEASURE_NAME)
#undef MEASURE_NAME
};

static void put_texts(FILE *to, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        csvfile_put_text(to, texts[i]);
        putc(',', to);
    }
}

static void put_wholes(FILE *to, const int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] != SAMPLE_NONE)
            csvfile_put_whole(to, numbers[i]);
        putc(',', to);
    }
}

static void put_reals(FILE *to, const double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        csvfile_put_real(to, numbers[i]);
        putc(',', to);
    }
}

static void put_header(FILE *to)
{
    fputs("run,build,python,gil,mode,axes,workload,params,workload_hash,placement,ft,threads,block,order,"
          "invocation,hash_seed,status,detail,flags,cpus,counts,disturbed,windows,measured_s,ops_per_s,"
          "seconds_per_op,fairness,cpu_use,pss_bytes,load_average,steal_s,",
          to);
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        fprintf(to, "%s%s", measure_names[i], i + 1 < MEASURE_COUNT ? "," : "\n");
}

/* `invocation` is NULL for one that failed: then its figures are of no account. */
static void put_row(FILE *to, const struct measured_cell *cell, const struct invocation_rows *rows,
                    const struct measured_invocation *invocation)
{
    static const struct measured_invocation none = {
        .rate = NAN, .cpu_use = NAN, .fairness = NAN, .pss_bytes = NAN, .seconds = NAN};
    const struct sample *end = &rows->end;
    const struct curve_key *key = &cell->key;
    const struct measured_invocation *values = invocation ? invocation : &none;
    char *flags = invocation ? cell_flags_text(cell, invocation->flags) : text_format("%s", end->flags);
    const char *const names[] = {end->run,  key->build,    key->python, key->gil,           key->mode,
                                 key->axes, key->workload, key->params, end->workload_hash, key->placement};
    const int64_t places[] = {key->ft,    cell->threads,   end->block,
                              end->order, end->invocation, end->hash_seed};
    const char *const words[] = {end->status, end->detail, flags, end->cpus};
    const int64_t counts[] = {invocation != NULL, invocation ? values->disturbed : SAMPLE_NONE,
                              (int64_t)rows->window_count};
    const double reals[] = {values->seconds, values->rate,      1 / values->rate,  values->fairness,
                            values->cpu_use, values->pss_bytes, end->load_average, end->steal_s};

    put_texts(to, names, COUNT(names));
    put_wholes(to, places, COUNT(places));
    put_texts(to, words, COUNT(words));
    put_wholes(to, counts, COUNT(counts));
    put_reals(to, reals, COUNT(reals));
    for (size_t i = 0; i < MEASURE_COUNT; i++) {
        csvfile_put_real(to, values->measures ? values->measures[i] : NAN);
        putc(i + 1 < MEASURE_COUNT ? ',' : '\n', to);
    }
    free(flags);
}

int tidy_write(const struct selection *selection, FILE *to, struct error *e)
{
    put_header(to);
    for (size_t i = 0; i < selection->count; i++)
        for (size_t k = 0; k < selection->groups[i].count; k++) {
            const struct measured_cell *cell = selection->groups[i].cells[k];
            for (size_t j = 0; j < cell->count; j++)
                put_row(to, cell, cell->invocations[j]->rows, cell->invocations[j]);
            for (size_t j = 0; j < cell->failed; j++)
                put_row(to, cell, cell->failures[j], NULL);
        }
    return ferror(to) ? error_set_status(e, EXIT_CELL_FAILED, "the CSV cannot be written") : 0;
}
