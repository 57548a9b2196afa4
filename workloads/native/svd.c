/* Singular value decompositions by LAPACK on one thread, the GIL released around each.
 *
 * Mechanism: a native kernel in an extension that lets the GIL go, as numpy.linalg.svd does; the routine is gesdd. With held=0 it should scale
 * with the cores on every build, less a lock of OpenBLAS's for its buffers; with held=1 it is flat with a GIL and scales free-threaded. Each
 * worker's matrix is made from one whose singular values are known by formula, by two reflections, which leave them as they are. After each op one
 * of them, another one each time, is compared with the formula to 1e-10 of the largest, and at the end the last op's three factors are multiplied
 * and compared with the matrix to the same.
 * Claims C4 and C26; C4's own size is -p size=500.
 * libraries: openblas lapacke
 * op: one decomposition with all singular vectors of a matrix of `size` rows and columns.
 */
#include "released.h"

#include "counted.h"
#include "svd.h"

static int setup(struct gilscale_cell *cell)
{
    return blas_one_thread(cell);
}

static int begin(struct gilscale_worker *worker)
{
    if (lines_state(worker, sizeof(struct svd)) < 0)
        return -1;
    return svd_begin(worker->state, worker, (int)gilscale_parameter(worker->cell, "size"));
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    int held = released_held(worker);

    while (n--) {
        PyThreadState *saved = released_begin(held);
        worker->result += (uint64_t)svd_one(worker->state);
        released_end(saved);
    }
    return 0;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    int fit = 1;

    for (int i = 0; i < cell->workers; i++) {
        fit &= svd_fits(workers[i]->state);
        svd_free(workers[i]->state);
    }
    if (fit)
        return counted_check(cell, workers);
    strcpy(cell->error, "a worker's factors do not make up its matrix");
    return -1;
}

static const struct gilscale_parameter parameters[] = {
    {.name = "size",
     .value = 48,
     .low = 1,
     .high = 5000,
     .unit = "rows",
     .help = "rows and columns of the matrix"},
    RELEASED_PARAMETER,
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .setup = setup, .begin = begin,
                  .run = run, .check = check);
