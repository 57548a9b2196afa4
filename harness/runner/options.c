#include "runner/options.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

#ifndef GILSCALE_VERSION
#define GILSCALE_VERSION "unknown"
#endif

enum key {
    KEY_PYTHON = 0x100,
    KEY_WORKLOAD,
    KEY_GIL,
    KEY_CPUS,
    KEY_MAIN_CPU,
    KEY_TOPOLOGY,
    KEY_CALIBRATE,
    KEY_DESCRIBE,
    KEY_BATCH,
    KEY_BATCH_TIME,
    KEY_WARMUP,
    KEY_WINDOW,
    KEY_WINDOWS,
    KEY_DEVIATION,
    KEY_DRIFT,
    KEY_HASH_SEED,
    KEY_ROWS_FD
};

static const struct argp_option table[] = {
    {"python", KEY_PYTHON, "FILE", 0, "The interpreter that this runner was compiled for, or a venv's", 0},
    {"workload", KEY_WORKLOAD, "FILE", 0, "A Python file, or a C workload compiled to a .so", 0},
    {"param", 'p', "NAME=VALUE", 0, "Set a parameter of the workload; may be repeated", 0},
    {"threads", 't', "N", 0, "Number of workers (default 1)", 0},
    {"gil", KEY_GIL, "on|off", 0, "Force the GIL of a free-threaded build", 0},
    {"cpus", KEY_CPUS, "LIST", 0, "CPU of each worker, like 0,2,4 (default: no binding)", 0},
    {"main-cpu", KEY_MAIN_CPU, "CPU", 0, "CPU of the main thread (default: no binding)", 0},
    {"topology", KEY_TOPOLOGY, "FILE", 0,
     "The machine's topology as the driver saved it (default: read it anew)", 0},
    {"calibrate", KEY_CALIBRATE, NULL, 0, "Only find the batch: one worker, no windows", 0},
    {"describe", KEY_DESCRIBE, NULL, 0, "Only load the workload and print what it takes; see describe.h", 0},
    {"batch", KEY_BATCH, "OPS", 0, "Ops of one batch, as --calibrate finds it; needed to measure", 0},
    {"batch-time", KEY_BATCH_TIME, "TIME", 0, "What a calibrated batch should take (default 1ms)", 0},
    {"warmup", KEY_WARMUP, "TIME", 0, "Warm-up before the first window (default 200ms)", 0},
    {"window", KEY_WINDOW, "TIME", 0, "Shortest length of a window (default 100ms)", 0},
    {"windows", KEY_WINDOWS, "K", 0, "Number of windows (default 3)", 0},
    {"deviation", KEY_DEVIATION, "PERCENT", 0,
     "A window farther than this from the mean makes the invocation unsteady (default 10%)", 0},
    {"drift", KEY_DRIFT, "PERCENT", 0,
     "So does more rise or fall from the first window to the last (default 10%)", 0},
    {"hash-seed", KEY_HASH_SEED, "SEED", 0, "As PYTHONHASHSEED (default 0)", 0},
    {"rows-fd", KEY_ROWS_FD, "FD", 0, "Write the rows to this file descriptor (default: standard output)", 0},
    {0}};

static void take_cpus(struct options *options, const char *text, struct argp_state *state)
{
    struct text_list pieces = {0};
    struct error e;
    long cpu;

    text_split(&pieces, text, ",");
    options->cpus = text_grow(options->cpus, pieces.count + 1, sizeof *options->cpus);
    for (size_t i = 0; i < pieces.count; i++) {
        if (text_to_int(pieces.items[i], 0, 1 << 20, &cpu, &e) < 0)
            argp_error(state, "--cpus: %s", e.text);
        options->cpus[i] = (int)cpu;
    }
    options->cpus[pieces.count] = -1; /* the end, to count against --threads */
    text_list_free(&pieces);
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct options *options = state->input;
    struct error e = {0};
    long number = 0;
    int result = 0;

    switch (key) {
    case KEY_PYTHON:
        options->python = value;
        break;
    case KEY_WORKLOAD:
        options->workload = value;
        break;
    case 'p':
        text_list_add(&options->parameters, value);
        break;
    case 't':
        result = text_to_int(value, 1, 4096, &number, &e);
        options->threads = (int)number;
        break;
    case KEY_GIL:
        if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
            result = error_set(&e, "--gil is 'on' or 'off', not '%s'", value);
        options->gil = strcmp(value, "on") == 0;
        break;
    case KEY_CPUS:
        take_cpus(options, value, state);
        break;
    case KEY_MAIN_CPU:
        result = text_to_int(value, 0, 1 << 20, &number, &e);
        options->main_cpu = (int)number;
        break;
    case KEY_TOPOLOGY:
        options->topology = value;
        break;
    case KEY_CALIBRATE:
        options->calibrate = true;
        break;
    case KEY_DESCRIBE:
        options->describe = true;
        break;
    case KEY_BATCH:
        result = text_to_int(value, 1, INT64_MAX, &number, &e);
        options->batch_ops = (uint64_t)number;
        break;
    case KEY_BATCH_TIME:
        result = text_to_ns(value, &options->batch_ns, &e);
        break;
    case KEY_WARMUP:
        result = text_to_ns(value, &options->warmup_ns, &e);
        break;
    case KEY_WINDOW:
        result = text_to_ns(value, &options->window_ns, &e);
        break;
    case KEY_WINDOWS:
        result = text_to_int(value, 1, 100000, &number, &e);
        options->windows = (int)number;
        break;
    case KEY_DEVIATION:
        result = text_to_share(value, &options->deviation, &e);
        break;
    case KEY_DRIFT:
        result = text_to_share(value, &options->drift, &e);
        break;
    case KEY_HASH_SEED:
        result = text_to_int(value, 0, UINT32_MAX, &number, &e);
        options->hash_seed = (uint32_t)number;
        break;
    case KEY_ROWS_FD:
        result = text_to_int(value, 0, 1 << 20, &number, &e);
        options->rows_fd = (int)number;
        break;
    case ARGP_KEY_END:
        if (!options->python || !options->workload)
            argp_error(state, "--python and --workload are needed");
        for (int i = 0; options->cpus && i < options->threads; i++)
            if (options->cpus[i] < 0)
                argp_error(state, "--cpus names %d CPUs for %d workers", i, options->threads);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    if (result < 0)
        argp_error(state, "%s", e.text);
    return 0;
}

void options_parse(struct options *options, int argc, char **argv)
{
    static const struct argp argp = {
        .options = table,
        .parser = parse,
        .doc = "Measures one cell: N workers of one workload in one embedded CPython. `gilscale run` starts "
               "it; by hand it is "
               "useful under gdb and perf.\v"
               "Example: gilscale-runner --python /usr/bin/python3 --workload fib.py --threads 2 --cpus 0,1"};

    argp_program_version = "gilscale-runner " GILSCALE_VERSION;
    argp_err_exit_status = EXIT_USAGE;
    *options = (struct options){.gil = -1,
                                .threads = 1,
                                .main_cpu = -1,
                                .batch_ns = 1000000,
                                .warmup_ns = 200000000,
                                .window_ns = 100000000,
                                .windows = 3,
                                .deviation = .1,
                                .drift = .1,
                                .rows_fd = -1};
    argp_parse(&argp, argc, argv, 0, NULL, options);
}
