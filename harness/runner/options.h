/* options.h - the runner's command line: one cell. */
#ifndef GILSCALE_RUNNER_OPTIONS_H
#define GILSCALE_RUNNER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct options {
    const char *python;   /* the build's executable */
    const char *workload; /* a .py file or a compiled .so */
    struct text_list parameters;
    int gil; /* 1, 0, or -1: as the build does by itself */
    int threads;
    int *cpus;            /* one a worker, or NULL: no binding */
    int main_cpu;         /* or -1 */
    const char *topology; /* a file of topology_save(), or NULL: read the machine's */
    bool calibrate, describe;
    uint64_t batch_ops;
    int64_t batch_ns, warmup_ns, window_ns;
    int windows;
    double deviation, drift; /* limits of steady.h, as shares */
    uint32_t hash_seed;
    int rows_fd; /* or -1: standard output */
};

/* Exits by itself on --help, --version and on usage errors (exit code 2). */
void options_parse(struct options *options, int argc, char **argv);

#endif
