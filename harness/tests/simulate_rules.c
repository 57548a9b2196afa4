/* Made-up experiments whose truth is known, and gilscale's verdict on each, as text: scripts/bench-rules has another rule judge the same
 * values. The noise is that of test_simulation.c.
 *
 *   simulate_rules TRIALS PROCESSES WINDOWS BETWEEN WITHIN DRIFT EFFECT SCHEDULE THRESHOLD SEED
 *
 * BETWEEN and WITHIN are standard deviations of log rates, from process to process and from window to window of one process; DRIFT is the
 * machine's change from the first process to the last, EFFECT the true change of the second build, both in logs. SCHEDULE says in which
 * order the processes ran: `blocks`, one of each build, at random places in the block; or `after`, all of the first build and then all of
 * the second. One line an experiment: the verdict, the verdict if there were no threshold, then the times of all windows of the first
 * build, process by process, then those of the second.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "stats/median.h"
#include "stats/verdict.h"

struct series {
    size_t processes, windows;
    double between, within, drift, effect, threshold;
    bool blocks;
};

/* Of one build. */
struct values {
    double *medians; /* one a process */
    double *windows; /* all */
};

/* When process `i` of build `build` ran; the whole run lasts from 0 to 1. */
static double instant(const struct series *series, gsl_rng *random, size_t build, size_t i)
{
    double at = ((double)i + gsl_rng_uniform(random)) / (double)series->processes;

    return series->blocks ? at : ((double)build + at) / 2;
}

static void run_process(const struct series *series, gsl_rng *random, size_t build, size_t i,
                        struct values *values)
{
    double *windows = values->windows + i * series->windows;
    double *copy = text_grow(NULL, series->windows, sizeof *copy);
    double level = series->drift * instant(series, random, build, i) + (build ? series->effect : 0) +
                   gsl_ran_gaussian(random, series->between);

    for (size_t k = 0; k < series->windows; k++)
        copy[k] = windows[k] = level + gsl_ran_gaussian(random, series->within);
    values->medians[i] = median_of(copy, series->windows);
    free(copy);
}

/* pyperf's values are times. */
static void print_times(const struct series *series, const struct values *values)
{
    for (size_t k = 0; k < series->processes * series->windows; k++)
        printf(" %.9g", exp(-values->windows[k]));
}

static void one_trial(const struct series *series, gsl_rng *random, struct values *values)
{
    for (size_t build = 0; build < 2; build++)
        for (size_t i = 0; i < series->processes; i++)
            run_process(series, random, build, i, &values[build]);

    /* What ran in blocks is compared in pairs; two runs of different hours are not. */
    struct verdict_cell cell = {.a = values[0].medians,
                                .b = values[1].medians,
                                .a_count = series->processes,
                                .b_count = series->processes,
                                .paired = series->blocks};
    verdict_table(&cell, 1, series->threshold, NULL);
    printf("%s", verdict_name(cell.verdict));
    verdict_table(&cell, 1, 0, NULL);
    printf(" %s", verdict_name(cell.verdict));
    print_times(series, &values[0]);
    print_times(series, &values[1]);
    printf("\n");
}

static int usage(void)
{
    fprintf(stderr, "usage: simulate_rules TRIALS PROCESSES WINDOWS BETWEEN WITHIN DRIFT EFFECT blocks|after "
                    "THRESHOLD SEED\n");
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    if (argc != 11 || (strcmp(argv[8], "blocks") != 0 && strcmp(argv[8], "after") != 0))
        return usage();
    struct series series = {.processes = strtoul(argv[2], NULL, 10),
                            .windows = strtoul(argv[3], NULL, 10),
                            .between = strtod(argv[4], NULL),
                            .within = strtod(argv[5], NULL),
                            .drift = strtod(argv[6], NULL),
                            .effect = strtod(argv[7], NULL),
                            .blocks = strcmp(argv[8], "blocks") == 0,
                            .threshold = strtod(argv[9], NULL)};
    if (!series.processes || !series.windows)
        return usage();

    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, strtoul(argv[10], NULL, 10));
    struct values values[2];
    for (size_t build = 0; build < 2; build++) {
        values[build].medians = text_grow(NULL, series.processes, sizeof(double));
        values[build].windows = text_grow(NULL, series.processes * series.windows, sizeof(double));
    }
    for (unsigned long trial = 0; trial < strtoul(argv[1], NULL, 10); trial++)
        one_trial(&series, random, values);
    for (size_t build = 0; build < 2; build++) {
        free(values[build].medians);
        free(values[build].windows);
    }
    gsl_rng_free(random);
    return 0;
}
