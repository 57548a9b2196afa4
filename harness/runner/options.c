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
    KEY_ROWS_FD,
    KEY_TURN_FD,
    KEY_MODE,
    KEY_SWITCH_INTERVAL,
    KEY_GC,
    KEY_ATTACH,
    KEY_JIT,
    KEY_POOLS,
    KEY_STACK,
    KEY_ALLOCATOR,
    KEY_ARRIVALS,
    KEY_TOTAL,
    KEY_BESIDE,
    KEY_BESIDE_WORKERS,
    KEY_BESIDE_PARAM,
    KEY_BESIDE_BATCH,
    KEY_PER_WORKER,
    KEY_COUNTERS,
    KEY_PHASES
};

static const struct argp_option table[] = {
    {"python", KEY_PYTHON, "FILE", 0, "The interpreter that this runner was compiled for, or a venv's", 0},
    {"workload", KEY_WORKLOAD, "FILE", 0, "A Python file, or a C workload compiled to a .so", 0},
    {"param", 'p', "NAME=VALUE", 0, "Set a parameter of the workload; may be repeated", 0},
    {"threads", 't', "N", 0, "Number of workers (default 1)", 0},
    {"mode", KEY_MODE, "MODE", 0, "What the workers are: " MODE_NAMES " (default threads)", 0},
    {"gil", KEY_GIL, "on|off", 0, "Force the GIL of a free-threaded build", 0},
    {"switch-interval", KEY_SWITCH_INTERVAL, "TIME", 0, "As sys.setswitchinterval (default Python's, 5ms)",
     0},
    {"gc", KEY_GC, "off|frozen", 0,
     "The garbage collector, once the workload is set up: gc.disable(), or gc.collect() and gc.freeze() "
     "(default: "
     "leave it on)",
     0},
    {"attach", KEY_ATTACH, "once|batch|call", 0,
     "Call PyGILState_Ensure and Release for each worker's life, around each batch, or around each op "
     "(default once)",
     0},
    {"jit", KEY_JIT, "on|off", 0, "As PYTHON_JIT, on builds that have one (default: as the build does)", 0},
    {"allocator", KEY_ALLOCATOR, "NAME", 0,
     "As PYTHONMALLOC: malloc, pymalloc, mimalloc or debug (default: the build's)", 0},
    {"pools", KEY_POOLS, "one|keep", 0,
     "Libraries' own thread pools: one thread each, by the environment variables that they read, where those "
     "are "
     "not set; or as the libraries like (default one)",
     0},
    {"stack", KEY_STACK, "BYTES", 0, "Stack of a worker (default 16777216)", 0},
    {"arrivals", KEY_ARRIVALS, "RATE", 0,
     "Ops begin at fixed times, RATE a second over all workers (default: when the one before has ended)", 0},
    {"total", KEY_TOTAL, "OPS", 0,
     "Measure how long all workers together take for so many ops (default: their rate in windows)", 0},
    {"beside", KEY_BESIDE, "FILE", 0, "Another workload, which other workers run at the same time", 0},
    {"beside-workers", KEY_BESIDE_WORKERS, "M", 0, "Their number (default 1)", 0},
    {"beside-param", KEY_BESIDE_PARAM, "NAME=VALUE", 0, "Set a parameter of theirs; may be repeated", 0},
    {"beside-batch", KEY_BESIDE_BATCH, "OPS", 0, "Ops of one batch of theirs", 0},
    {"per-worker", KEY_PER_WORKER, NULL, 0, "Report a row a worker, too", 0},
    {"counters", KEY_COUNTERS, NULL, 0, "Read the CPUs' counters (perf_event_open)", 0},
    {"phases", KEY_PHASES, NULL, 0, "Clock the phases of an op, and how long workers hold the GIL", 0},
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
    {"turn-fd", KEY_TURN_FD, "FD", 0,
     "Before its start and each window, wait for a byte from this socket; send one when done (default: do "
     "not)",
     0},
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

/* Which of these words it is; -1 when it is none. */
static int choose(const char *option, const char *value, const char *const *words, size_t count,
                  struct error *e)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(value, words[i]) == 0)
            return (int)i;
    return error_set(e, "--%s: '%s' is not on the list; --help shows it", option, value);
}

static int take_switch(int *to, const char *option, const char *value, struct error *e)
{
    static const char *const words[] = {"off", "on"};

    *to = choose(option, value, words, 2, e);
    return *to < 0 ? -1 : 0;
}

/* The second group's; and what the rest of the cell asks of interpreter and workers. */
static int take_more(struct options *options, int key, char *value, struct error *e)
{
    static const char *const policies[] = {"once", "batch", "call"},
                             *const collectors[] = {"on", "off", "frozen"}, *const sizes[] = {"one", "keep"};
    struct option_group *beside = &options->groups[1];
    int chosen = 0, result = 0;
    long number = 0;

    switch (key) {
    case KEY_MODE:
        if (mode_of_name(value, &options->mode) < 0)
            result = error_set(e, "--mode is one of " MODE_NAMES ", not '%s'", value);
        break;
    case KEY_SWITCH_INTERVAL:
        result = text_to_ns(value, &options->interpreter.switch_interval_ns, e);
        break;
    case KEY_GC:
        result = chosen = choose("gc", value, collectors, 3, e);
        options->gc = chosen > 0 ? (enum interpreter_gc)chosen : INTERPRETER_GC_ON;
        break;
    case KEY_ATTACH:
        result = chosen = choose("attach", value, policies, 3, e);
        options->attach = chosen > 0 ? (enum attach_policy)chosen : ATTACH_ONCE;
        break;
    case KEY_JIT:
        result = take_switch(&options->interpreter.jit, "jit", value, e);
        break;
    case KEY_ALLOCATOR:
        options->interpreter.allocator = value;
        break;
    case KEY_POOLS:
        result = chosen = choose("pools", value, sizes, 2, e);
        options->keep_pools = chosen > 0;
        break;
    case KEY_STACK:
        result = text_to_int(value, 65536, INT64_C(1) << 40, &number, e);
        options->stack_bytes = (size_t)number;
        break;
    case KEY_ARRIVALS:
        result = text_to_double(value, &options->arrivals_per_s, e);
        if (result == 0 && !(options->arrivals_per_s > 0))
            result = error_set(e, "--arrivals: %s is not above 0", value);
        break;
    case KEY_TOTAL:
        result = text_to_int(value, 1, INT64_MAX, &number, e);
        options->total_ops = (uint64_t)number;
        break;
    case KEY_BESIDE:
        beside->workload = value;
        break;
    case KEY_BESIDE_WORKERS:
        result = text_to_int(value, 1, 4096, &number, e);
        beside->workers = (int)number;
        break;
    case KEY_BESIDE_PARAM:
        text_list_add(&beside->parameters, value);
        break;
    case KEY_BESIDE_BATCH:
        result = text_to_int(value, 1, INT64_MAX, &number, e);
        beside->batch_ops = (uint64_t)number;
        break;
    case KEY_PER_WORKER:
        options->per_worker = true;
        break;
    case KEY_COUNTERS:
        options->counters = true;
        break;
    case KEY_PHASES:
        options->phases = true;
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return result < 0 ? -1 : 0;
}

/* What only all options together show. */
static void finish(struct options *options, struct argp_state *state)
{
    struct option_group *own = &options->groups[0], *beside = &options->groups[1];

    if (!options->interpreter.executable || !own->workload)
        argp_error(state, "--python and --workload are needed");
    options->interpreter.script = own->workload;
    if (options->calibrate) {
        own->workers = 1;
        own->batch_ops = 0;
        beside->workload = NULL;
    }
    if (!beside->workload)
        beside->workers = 0;
    else if (!beside->workers)
        beside->workers = 1;
    int workers = own->workers + beside->workers;
    for (int i = 0; options->cpus && i < workers; i++)
        if (options->cpus[i] < 0)
            argp_error(state, "--cpus names %d CPUs for %d workers", i, workers);
    if (!options->calibrate && !options->describe &&
        (!own->batch_ops || (beside->workload && !beside->batch_ops)))
        argp_error(
            state,
            "--batch OPS is needed to measure, and --beside-batch with --beside; --calibrate finds it");
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct options *options = state->input;
    struct error e = {0};
    long number = 0;
    int result = 0;

    switch (key) {
    case KEY_PYTHON:
        options->interpreter.executable = value;
        break;
    case KEY_WORKLOAD:
        options->groups[0].workload = value;
        break;
    case 'p':
        text_list_add(&options->groups[0].parameters, value);
        break;
    case 't':
        result = text_to_int(value, 1, 4096, &number, &e);
        options->groups[0].workers = (int)number;
        break;
    case KEY_GIL:
        result = take_switch(&options->interpreter.gil, "gil", value, &e);
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
        options->groups[0].batch_ops = (uint64_t)number;
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
        options->interpreter.hash_seed = (uint32_t)number;
        break;
    case KEY_ROWS_FD:
        result = text_to_int(value, 0, 1 << 20, &number, &e);
        options->rows_fd = (int)number;
        break;
    case KEY_TURN_FD:
        result = text_to_int(value, 0, 1 << 20, &number, &e);
        options->turn_fd = (int)number;
        break;
    case ARGP_KEY_END:
        finish(options, state);
        break;
    default:
        result = take_more(options, key, value, &e);
        if (result == ARGP_ERR_UNKNOWN)
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
    *options = (struct options){.interpreter = {.gil = -1, .jit = -1},
                                .groups = {{.workers = 1}},
                                .main_cpu = -1,
                                .batch_ns = 1000000,
                                .warmup_ns = 200000000,
                                .window_ns = 100000000,
                                .windows = 3,
                                .deviation = .1,
                                .drift = .1,
                                .rows_fd = -1,
                                .turn_fd = -1};
    argp_parse(&argp, argc, argv, 0, NULL, options);
}
