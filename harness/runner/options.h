/* options.h - the runner's command line: one cell. */
#ifndef GILSCALE_RUNNER_OPTIONS_H
#define GILSCALE_RUNNER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "runner/crew.h"
#include "runner/interpreter.h"
#include "runner/mode.h"

/* Workers of one workload. */
struct option_group {
    const char *workload; /* a .py file or a compiled .so; NULL: there is no such group */
    struct text_list parameters;
    int workers;
    uint64_t batch_ops;
};

struct options {
    struct interpreter_request interpreter;
    enum interpreter_gc gc;
    enum mode mode;
    struct option_group groups[CREW_GROUPS]; /* the cell's own, and the one beside it */
    int *cpus;                               /* one a worker of all groups, or NULL: no binding */
    int main_cpu;                            /* or -1 */
    const char *topology;                    /* a file of topology_save(), or NULL: read the machine's */
    bool calibrate, describe;
    int64_t batch_ns, warmup_ns, window_ns;
    int windows;
    double deviation, drift; /* limits of steady.h, as shares */
    enum attach_policy attach;
    bool keep_pools;    /* leave the size of libraries' thread pools to them (machine/pools.h) */
    size_t stack_bytes; /* of a worker; 0: crew.h's */
    double
        arrivals_per_s; /* requests of all workers together; 0: each begins when the one before has ended */
    uint64_t total_ops; /* of all workers together, then they are done; 0: until the windows are over */
    bool per_worker, counters; /* report a row a worker; read the CPUs' counters */
    bool phases;               /* clock phases, and how long workers hold the GIL */
    int rows_fd;               /* or -1: standard output */
    int turn_fd;               /* of turns.h, or -1: measures without waiting for a turn */
};

/* Exits by itself on --help, --version and on usage errors (exit code 2). */
void options_parse(struct options *options, int argc, char **argv);

#endif
