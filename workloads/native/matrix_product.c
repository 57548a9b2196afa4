/* Matrix products by OpenBLAS on one thread, with the GIL released around each.
 *
 * Mechanism: a native kernel in an extension that lets the GIL go, as NumPy's matrix product does. With held=0 it should scale with the cores on
 * every build, less a lock of OpenBLAS's for its buffers; with held=1 it is flat with a GIL and scales free-threaded. Each worker multiplies
 * matrices of its own. The elements are small whole numbers, so an element of each product is compared exactly, another one with each op, with a
 * plain sum; it is overwritten with NaN before.
 * Claim C26.
 * libraries: openblas
 * op: one product of two matrices of `size` rows and columns, 2 size^3 floating-point operations.
 */
#include "released.h"

#include "blas.h"
#include "counted.h"
#include "lines.h"

struct product {
    double *a, *b, *c;
    int size;
    size_t at; /* the element to look at next */
};

static int setup(struct gilscale_cell *cell)
{
    return blas_one_thread(cell);
}

static int begin(struct gilscale_worker *worker)
{
    if (lines_state(worker, sizeof(struct product)) < 0)
        return -1;
    struct product *p = worker->state;
    p->size = (int)gilscale_parameter(worker->cell, "size");
    size_t count = (size_t)p->size * (size_t)p->size;
    p->a = lines_new(count * sizeof *p->a);
    p->b = lines_new(count * sizeof *p->b);
    p->c = lines_new(count * sizeof *p->c);
    if (!p->a || !p->b || !p->c) {
        strcpy(worker->error, "out of memory");
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        p->a[i] = blas_number(i, 2 * (uint64_t)worker->index);
        p->b[i] = blas_number(i, 2 * (uint64_t)worker->index + 1);
    }
    return 0;
}

/* Returns whether the product's element is right. */
static int multiply(struct product *p)
{
    size_t size = (size_t)p->size, row = p->at / size, column = p->at % size;

    p->c[p->at] = NAN;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, p->size, p->size, p->size, 1, p->a, p->size, p->b,
                p->size, 0, p->c, p->size);
    int right = blas_same(p->c[p->at], blas_dot(p->a + row * size, p->b + column, p->size, p->size));
    p->at = (p->at + size + 1) % (size * size); /* down the diagonals, one after the other */
    return right;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    struct product *p = worker->state;
    int held = released_held(worker);

    while (n--) {
        PyThreadState *saved = released_begin(held);
        worker->result += (uint64_t)multiply(p);
        released_end(saved);
    }
    return 0;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    for (int i = 0; i < cell->workers; i++) {
        struct product *p = workers[i]->state;
        free(p->a);
        free(p->b);
        free(p->c);
    }
    return counted_check(cell, workers);
}

static const struct gilscale_parameter parameters[] = {
    {.name = "size", .value = 128, .low = 1, .high = 20000, .unit = "rows", .help = "of the matrices"},
    RELEASED_PARAMETER,
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .setup = setup, .begin = begin,
                  .run = run, .check = check);
