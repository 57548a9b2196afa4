/* made_noise.h - rows of what a machine's noise came to, made by hand. */
#ifndef GILSCALE_MADE_NOISE_H
#define GILSCALE_MADE_NOISE_H

#include "stats/noise.h"

static inline struct noise_row row_of(const char *build, int threads, double difference, double expected)
{
    return (struct noise_row){.machine = "here",
                              .key = {.build = (char *)build,
                                      .python = "3.13.15",
                                      .gil = "on",
                                      .mode = "threads",
                                      .axes = "",
                                      .workload = "fib",
                                      .params = "n=10",
                                      .placement = "cores"},
                              .threads = threads,
                              .hash = "00000000deadbeef",
                              .date = "2026-11-20T14:05:12+0000",
                              .invocations = 20,
                              .difference = difference,
                              .expected = expected,
                              .tells_from = .02,
                              .sd = .01};
}

static inline void keep(struct noise *noise, struct noise_row row)
{
    noise_replace(noise, &(struct noise){&row, 1});
}

#endif
