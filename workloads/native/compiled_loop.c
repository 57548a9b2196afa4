/* A compiled numeric loop, with the GIL released around it.
 *
 * Mechanism: floating-point work in an extension, as Cython's or Numba's `nogil` makes it of Python code. With held=0 it should scale with the
 * cores on every build, while an op is long beside giving up and taking the GIL (save_restore); with held=1 it is flat with a GIL and scales
 * free-threaded. The loop integrates x^2 - x over an interval of length 2 by the midpoint rule, another interval with each op; every sum is
 * compared with one that setup made by the same loop, and setup's with the integral's own formula, to 1e-6 at 1000 steps and more.
 * Claim C28.
 * op: one integral of `steps` steps.
 */
#include "released.h"

#include "counted.h"
#include "lines.h"

#include <math.h>

#define KINDS 16 /* of intervals: [k, k + 2] */

struct integrals {
    double of[KINDS];
};

/* Not inlined: the compiler must not know that the same interval comes again. */
__attribute__((noinline)) static double integrate(double from, double to, int64_t steps)
{
    double width = (to - from) / (double)steps, sum = 0;

    for (int64_t i = 0; i < steps; i++) {
        double x = from + ((double)i + 0.5) * width;
        sum += x * x - x;
    }
    return sum * width;
}

static double antiderivative(double x)
{
    return x * x * x / 3 - x * x / 2;
}

static int setup(struct gilscale_cell *cell)
{
    int64_t steps = gilscale_parameter(cell, "steps");

    if (lines_shared(cell, sizeof(struct integrals)) < 0)
        return -1;
    struct integrals *integrals = cell->shared;
    for (int k = 0; k < KINDS; k++) {
        integrals->of[k] = integrate(k, k + 2, steps);
        /* The rule's error is (to - from)^3 f'' / (24 steps^2), here 16 / (24 steps^2); and some for rounding. */
        double error = fabs(integrals->of[k] - (antiderivative(k + 2) - antiderivative(k)));
        if (!(error <= 16. / 24 / ((double)steps * (double)steps) + 1e-7)) {
            strcpy(cell->error, "the loop's integrals are wrong");
            return -1;
        }
    }
    return 0;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    const struct integrals *integrals = worker->cell->shared;
    int64_t steps = gilscale_parameter(worker->cell, "steps");
    int held = released_held(worker);

    for (uint64_t i = 0; i < n; i++) {
        PyThreadState *saved = released_begin(held);
        int k = (int)(i % KINDS);
        double sum = integrate(k, k + 2, steps);
        worker->result += sum <= integrals->of[k] && sum >= integrals->of[k];
        released_end(saved);
    }
    return 0;
}

static const struct gilscale_parameter parameters[] = {
    {.name = "steps",
     .value = 10000,
     .low = 1,
     .high = 1000000000,
     .unit = "steps",
     .help = "of an integral, about a nanosecond each"},
    RELEASED_PARAMETER,
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .setup = setup, .run = run,
                  .check = counted_check);
