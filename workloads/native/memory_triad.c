/* The triad a = b + s c over arrays larger than the last-level cache: memory bandwidth.
 *
 * Mechanism: none of Python's; the GIL is not held. Scales until the memory's bandwidth is used up, which on many machines takes fewer workers
 * than there are cores, on every build alike: a Python curve that bends there is the machine's. Each worker has three arrays of its own, which it
 * touches first, so they lie in its own node's memory. `mib` has to be larger than the last-level cache for this to be about memory. Bytes per op,
 * as STREAM counts them: 12288 (two blocks read, one written; what is fetched only to be overwritten is not counted).
 * op: one block of 512 numbers; the next op takes the next block, and after the last comes the first.
 */
#include "lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define BLOCK  512
#define ARRAYS 3

/* All values are whole numbers below 2^53, so a double holds them exactly. */
struct triad {
    double *a, *b, *c;
    size_t blocks, next; /* `next` of this pass */
    double s;            /* of this pass; no two passes have the same */
};

static size_t blocks_of(const struct gilscale_cell *cell)
{
    return (size_t)gilscale_parameter(cell, "mib") * 1048576 / (ARRAYS * BLOCK * sizeof(double));
}

static int setup(struct gilscale_cell *cell)
{
    int64_t mib = gilscale_parameter(cell, "mib");
    int64_t have = (int64_t)sysconf(_SC_PHYS_PAGES) / 1024 * sysconf(_SC_PAGESIZE) / 1024;

    if (mib * cell->workers <= have / 2)
        return 0;
    snprintf(cell->error, sizeof cell->error,
             "%d workers with %" PRId64 " MiB each want more than half of this machine's %" PRId64 " MiB",
             cell->workers, mib, have);
    return GILSCALE_SKIP;
}

static double start_of_b(size_t i)
{
    return (double)(i % 1000);
}

static double start_of_c(size_t i)
{
    return (double)(1 + i % 7); /* never 0: every pass changes every element of a */
}

static int begin(struct gilscale_worker *worker)
{
    if (lines_state(worker, sizeof(struct triad)) < 0)
        return -1;
    struct triad *t = worker->state;
    t->blocks = blocks_of(worker->cell);
    t->s = 1;
    double **const arrays[ARRAYS] = {&t->a, &t->b, &t->c};
    for (int k = 0; k < ARRAYS; k++) {
        *arrays[k] = lines_new(t->blocks * BLOCK * sizeof(double));
        if (!*arrays[k]) {
            strcpy(worker->error, "out of memory");
            return -1;
        }
    }
    for (size_t i = 0; i < t->blocks * BLOCK; i++) {
        t->b[i] = start_of_b(i);
        t->c[i] = start_of_c(i);
    }
    return 0;
}

static void block(double *restrict a, const double *restrict b, const double *restrict c, double s)
{
    for (int i = 0; i < BLOCK; i++)
        a[i] = b[i] + s * c[i];
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    struct triad *t = worker->state;

    while (n--) {
        size_t at = t->next * BLOCK;
        block(t->a + at, t->b + at, t->c + at, t->s);
        if (++t->next == t->blocks) {
            t->next = 0;
            t->s += 1;
        }
    }
    return 0;
}

/* One element of each block tells in which pass it was written last, and the number of ops in which it should have been. */
static int check_worker(const struct triad *t, uint64_t ops)
{
    uint64_t passes = ops / t->blocks, left = ops % t->blocks;

    for (size_t k = 0; k < t->blocks; k++) {
        double s = (double)(passes + (k < left));
        size_t i = k * BLOCK + k % BLOCK;
        double expected = s == 0 ? 0 : start_of_b(i) + s * start_of_c(i);
        if (t->a[i] < expected || t->a[i] > expected)
            return -1;
    }
    return 0;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    int result = 0;

    for (int i = 0; i < cell->workers; i++) {
        struct triad *t = workers[i]->state;
        result |= check_worker(t, workers[i]->ops);
        free(t->a);
        free(t->b);
        free(t->c);
    }
    if (result)
        strcpy(cell->error, "a worker's array does not hold what its number of ops would have put there");
    return result;
}

static const struct gilscale_parameter parameters[] = {
    {.name = "mib",
     .value = 192,
     .low = 1,
     .high = 1048576,
     .unit = "MiB",
     .help = "a worker's three arrays together; more than the last-level cache"},
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .parameters = parameters, .setup = setup, .begin = begin,
                  .run = run, .check = check);
