/* claims_samples.h - a samples.csv written by hand, for tests of what claims are judged on. */
#ifndef GILSCALE_CLAIMS_SAMPLES_H
#define GILSCALE_CLAIMS_SAMPLES_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "claims/claim.h"
#include "record/sample.h"
#include "stats/invocations.h"
#include "tests/files.h"

struct claims_samples {
    FILE *to;
    char *path;
    struct sample row;
};

static inline struct claims_samples samples_open(const struct fake_root *root)
{
    struct claims_samples samples = {.path = file_path(root, "/samples.csv"), .row = sample_empty()};

    samples.to = fopen(samples.path, "w");
    if (!samples.to)
        abort();
    sample_write_header(samples.to);
    samples.row.run = "r";
    samples.row.python = "3.13.1";
    samples.row.mode = "threads";
    samples.row.workload = "fib";
    samples.row.placement = "cores";
    samples.row.threads = 1;
    return samples;
}

static inline void samples_build(struct claims_samples *samples, bool ft, const char *gil)
{
    samples->row.build = ft ? "3.13t" : "3.13";
    samples->row.ft = ft;
    samples->row.gil = gil;
}

/* One invocation of a block: a window and its end. */
static inline void samples_add(struct claims_samples *samples, int64_t block, int64_t threads, double rate,
                               double pss)
{
    struct sample row = samples->row;

    row.block = row.invocation = block;
    row.threads = threads;
    row.phase = "measure";
    row.window = 0;
    row.duration_ns = 500000000;
    row.ops_per_s = rate;
    row.cpu_s = .5 * (double)threads;
    sample_write(samples->to, &row);
    row.phase = "end";
    row.status = "ok";
    row.pss_bytes = (int64_t)pss;
    sample_write(samples->to, &row);
}

/* One that ended with a status, and after a window where that is ok. */
static inline void samples_end(struct claims_samples *samples, int64_t block, int64_t threads,
                               const char *status)
{
    struct sample row = samples->row;
    char detail[64];

    if (strcmp(status, "ok") == 0) {
        samples_add(samples, block, threads, 1000, 0);
        return;
    }
    snprintf(detail, sizeof detail, "of status %s", status);
    row.block = row.invocation = block;
    row.threads = threads;
    row.phase = "end";
    row.status = status;
    row.detail = detail;
    sample_write(samples->to, &row);
}

/* Eight blocks whose rates lie within 1 % of `rate`, and drift by a factor of two over the run, all cells alike. */
static inline void samples_cell(struct claims_samples *samples, int64_t threads, double rate, double pss)
{
    for (int block = 0; block < 8; block++)
        samples_add(samples, block, threads, rate * (1 + block / 7.) * (1 + .002 * ((block * 5) % 8 - 4)),
                    pss);
}

static inline void samples_read(struct claims_samples *samples, struct measured_cells *cells)
{
    struct error e;

    fclose(samples->to);
    if (cells_read(cells, samples->path, false, &e) < 0)
        abort();
    free(samples->path);
}

/* A claim with these figures, in libconfig's words. */
static inline int claim_of(struct claim *claim, const struct fake_root *root, const char *figures,
                           struct error *e)
{
    char *text = text_format(
             "workloads = ( \"fib\" );\nclaim = { id = \"C1\"; title = \"T\"; source = \"A\"; said = \"S\";\n"
             "figures = ( %s );\n};\n",
             figures),
         *path = file_path(root, "/C1.cfg");

    fake_root_write(root, "/C1.cfg", text);
    int result = claim_read(claim, path, e);
    free(text);
    free(path);
    return result;
}

#endif
