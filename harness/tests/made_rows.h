/* made_rows.h - a samples.csv written by hand, and the curves that are read from it. */
#ifndef GILSCALE_MADE_ROWS_H
#define GILSCALE_MADE_ROWS_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "record/sample.h"
#include "stats/curves.h"
#include "tests/unit.h"

/* A samples.csv being written by hand: set what the next rows carry, then add them. */
struct file {
    char path[40];
    FILE *to;
    struct sample row;
};

static inline struct file file_new(void)
{
    struct file file = {.path = "/tmp/gilscale-test-XXXXXX", .row = sample_empty()};
    file.to = fdopen(mkstemp(file.path), "w");
    assert_non_null(file.to);
    sample_write_header(file.to);
    file.row.run = "r";
    file.row.build = "3.13t";
    file.row.python = "3.13.1";
    file.row.ft = 1;
    file.row.gil = "off";
    file.row.mode = "threads";
    file.row.workload = "fib";
    file.row.placement = "cores";
    file.row.threads = 1;
    return file;
}

static inline void add_window(struct file *file, int64_t window, double rate)
{
    struct sample row = file->row;
    row.phase = "measure";
    row.window = window;
    row.duration_ns = 500000000;
    row.ops_per_s = rate;
    row.slowest_ops_per_s = rate / 4;
    row.fastest_ops_per_s = rate / 2;
    row.cpu_s = .5 * (double)row.threads;
    assert_int_equal(sample_write(file->to, &row), 0);
}

static inline void add_end(struct file *file, const char *status, const char *detail)
{
    struct sample row = file->row;
    row.phase = "end";
    row.status = status;
    row.detail = detail;
    row.pss_bytes = 1000 * file->row.threads;
    assert_int_equal(sample_write(file->to, &row), 0);
}

/* One invocation in a block: three windows around the rate, after a warm-up that must not count. */
static inline void add(struct file *file, int64_t block, int64_t threads, double rate, const char *status)
{
    struct sample row;
    file->row.block = file->row.invocation = block;
    file->row.threads = threads;
    row = file->row;
    row.phase = "warmup";
    row.window = 0;
    row.ops_per_s = 1e9;
    assert_int_equal(sample_write(file->to, &row), 0);
    add_window(file, 1, rate * 1.5);
    add_window(file, 2, rate);
    add_window(file, 3, rate * .1);
    if (status)
        add_end(file, status, strcmp(status, "ok") == 0 ? "" : "boom");
}

static inline struct curves read_all(struct file *file)
{
    struct curves curves = {0};
    struct error e = {0};
    fclose(file->to);
    if (curves_read(&curves, file->path, false, &e))
        fail_msg("%s", e.text);
    unlink(file->path);
    return curves;
}

#endif
