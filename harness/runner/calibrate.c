#include "runner/calibrate.h"

#include "base/clock.h"

#include <math.h>
#include <stdlib.h>

#define WARM_NS                                                                                              \
    100000000 /* CPython specialises within some dozen calls; a batch of one long op need not wait for more  \
               */
#define LAST_RUNS 9
#define MOST_OPS  1e12 /* a run() that ignores n would have us grow for ever */

uint64_t calibrate_round(double n)
{
    if (!(n >= 1))
        return 1;
    n = n < MOST_OPS ? n : MOST_OPS;
    double step = pow(10, floor(log10(n)) - 1);
    return step <= 1 ? (uint64_t)llround(n) : (uint64_t)llround(n / step) * (uint64_t)llround(step);
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int calibrate(int (*run)(void *worker, uint64_t n, struct error *e), void *worker, int64_t target_ns,
              uint64_t *batch, uint64_t *ops, struct error *e)
{
    int64_t last[LAST_RUNS] = {0};
    int64_t began = clock_now_ns();
    uint64_t n = 1;
    size_t runs = 0;

    *ops = 0;
    for (;;) {
        int64_t before = clock_now_ns();
        if (run(worker, n, e) < 0)
            return -1;
        int64_t after = clock_now_ns();
        int64_t took = after - before > 0 ? after - before : 1;
        *ops += n;
        if (took < target_ns / 2 && (double)n < MOST_OPS) {
            /* Never more than eightfold: the first runs are slow for reasons of their own. */
            double factor = (double)target_ns / (double)took;
            n = (uint64_t)ceil((double)n * (factor < 8 ? factor : 8));
            runs = 0;
            continue;
        }
        last[runs++ % LAST_RUNS] = took;
        if ((runs >= LAST_RUNS || took > WARM_NS) && after - began > WARM_NS)
            break;
    }
    size_t kept = runs < LAST_RUNS ? runs : LAST_RUNS;
    qsort(last, kept, sizeof *last, by_size);
    *batch = calibrate_round((double)n * (double)target_ns / (double)last[kept / 2]);
    return 0;
}
