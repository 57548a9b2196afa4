/* blas.h - OpenBLAS for workloads: on one thread, and with numbers that prove its results.
 *
 * The workers are the threads; a library that starts its own beside them would measure its own scaling. So it has to be the build with pthreads,
 * held to one. A build without threads is not safe for several callers, unless with an option that it does not tell (USE_LOCKING,
 * OpenMathLib/OpenBLAS#2136): of Debian's libopenblas0-serial 0.3.21 two callers at once got some wrong products. In the build with OpenMP the
 * number holds for the thread that set it.
 *
 * Matrices hold small whole numbers, so every sum of their products is a whole number that the format holds exactly, in whatever order a kernel
 * adds: results are compared exactly. OpenBLAS hands out its work buffers under a lock, so matrices should not be tiny.
 */
#ifndef GILSCALE_BLAS_H
#define GILSCALE_BLAS_H

#include "gilscale_workload.h"

#include <cblas.h>
#include <math.h>
#include <stdio.h>

/* For setup(): 0, or GILSCALE_SKIP where OpenBLAS cannot be held to one thread for all callers. */
static inline int blas_one_thread(struct gilscale_cell *cell)
{
    openblas_set_num_threads(1);
    if (openblas_get_parallel() == OPENBLAS_THREAD && openblas_get_num_threads() == 1)
        return 0;
    snprintf(
        cell->error, sizeof cell->error,
        "needs the OpenBLAS with pthreads, to hold it to one (Debian's libopenblas-pthread-dev); here is: %s",
        openblas_get_config());
    return GILSCALE_SKIP;
}

/* Element i of matrix number `which`: -4 ... 4, without a pattern that a blocked product could hit. */
static inline int blas_number(uint64_t i, uint64_t which)
{
    uint64_t x = (i + 1) * UINT64_C(0x9E3779B97F4A7C15) + which * UINT64_C(0xD1B54A32D192ED03);
    x ^= x >> 29;
    x *= UINT64_C(0xBF58476D1CE4E5B9);
    return (int)((x >> 32) % 9) - 4;
}

/* Row r of A times column c of B, both of row length `size`, over `length` terms. */
static inline double blas_dot(const double *a_row, const double *b_column, int length, int size)
{
    double sum = 0;
    for (int k = 0; k < length; k++)
        sum += a_row[k] * b_column[(size_t)k * (size_t)size];
    return sum;
}

/* Exact, and false for a NaN. */
static inline int blas_same(double a, double b)
{
    return a <= b && a >= b;
}

#endif
