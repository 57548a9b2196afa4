/* calibrate.h - how many ops make a batch long enough that reading the clock costs nothing, and short enough
 * that stopping is quick. */
#ifndef GILSCALE_CALIBRATE_H
#define GILSCALE_CALIBRATE_H

#include <stdint.h>

#include "base/error.h"

/* The worker's own thread, attached as the workload wants. Finds the ops that take about `target_ns`: grows
 * until a batch is that long, keeps running until the interpreter has specialised the code, then takes the
 * median of the last batches. *batch has two significant digits, at least 1; *ops counts all that was run. -1
 * when run() failed. */
int calibrate(int (*run)(void *worker, uint64_t n, struct error *e), void *worker, int64_t target_ns,
              uint64_t *batch, uint64_t *ops, struct error *e);

/* `n` rounded to two significant digits, so that two calibrations of one machine mostly agree. */
uint64_t calibrate_round(double n);

#endif
