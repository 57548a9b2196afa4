/* One large matrix product cut into blocks that are dealt out to the workers.
 *
 * Mechanism: many native products on shared input, as dask makes them, with the GIL released around each. With held=0 it should scale with the
 * cores on every build until memory's bandwidth is used up; with held=1 it is flat with a GIL and scales free-threaded. All workers read the same
 * two matrices and each sums up its own block of the result, one after the other, round and round. The elements are small whole numbers: one of
 * each block product is compared exactly with a plain sum. The claim's own size is -p size=10000 -p block=1000; look at the CPU time too.
 * Claim C29.
 * libraries: openblas
 * op: one product of two blocks, added to a block of the result: 2 block^3 floating-point operations.
 */
#include "released.h"

#include "blas.h"
#include "counted.h"
#include "lines.h"

struct input {
    double *a, *b;
    int size, block;
};

struct adder {
    const struct input *input;
    uint64_t target; /* the block of the result that it is at, of all that there are; wraps round */
    int step;        /* how many block products are in it */
    size_t at;       /* the element to look at */
    double *c;
};

static int setup(struct gilscale_cell *cell)
{
    int size = (int)gilscale_parameter(cell, "size"), block = (int)gilscale_parameter(cell, "block");
    size_t count = (size_t)size * (size_t)size;
    int code = blas_one_thread(cell);

    if (code)
        return code;
    if (size % block) {
        snprintf(cell->error, sizeof cell->error, "size=%d is no multiple of block=%d", size, block);
        return GILSCALE_USAGE;
    }
    if (lines_shared(cell, sizeof(struct input)) < 0)
        return -1;
    struct input *input = cell->shared;
    *input =
        (struct input){lines_new(count * sizeof(double)), lines_new(count * sizeof(double)), size, block};
    if (!input->a || !input->b) {
        strcpy(cell->error, "out of memory");
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        input->a[i] = blas_number(i, 0);
        input->b[i] = blas_number(i, 1);
    }
    return 0;
}

static int begin(struct gilscale_worker *worker)
{
    if (lines_state(worker, sizeof(struct adder)) < 0)
        return -1;
    struct adder *adder = worker->state;
    adder->input = worker->cell->shared;
    adder->target = (uint64_t)worker->index;
    adder->c = lines_new((size_t)adder->input->block * (size_t)adder->input->block * sizeof(double));
    if (!adder->c)
        strcpy(worker->error, "out of memory");
    return adder->c ? 0 : -1;
}

/* Returns whether the element of the block is right afterwards. */
static int add_product(struct adder *adder, uint64_t workers)
{
    const struct input *input = adder->input;
    size_t size = (size_t)input->size, block = (size_t)input->block, blocks = size / block;
    uint64_t target = adder->target % (blocks * blocks);
    const double *a = input->a + target / blocks * block * size + (size_t)adder->step * block;
    const double *b = input->b + (size_t)adder->step * block * size + target % blocks * block;
    size_t row = adder->at / block, column = adder->at % block;

    if (adder->step == 0)
        adder->c[adder->at] = NAN; /* to be overwritten, not added to */
    double before = adder->step ? adder->c[adder->at] : 0;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, input->block, input->block, input->block, 1, a,
                input->size, b, input->size, adder->step ? 1 : 0, adder->c, input->block);
    double product = blas_dot(a + row * size, b + column, input->block, input->size);
    int right = blas_same(adder->c[adder->at], before + product);

    adder->at = (adder->at + block + 1) % (block * block);
    if ((size_t)++adder->step == blocks) {
        adder->step = 0;
        adder->target += workers;
    }
    return right;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    int held = released_held(worker);

    while (n--) {
        PyThreadState *saved = released_begin(held);
        worker->result += (uint64_t)add_product(worker->state, (uint64_t)worker->cell->workers);
        released_end(saved);
    }
    return 0;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    struct input *input = cell->shared;

    for (int i = 0; i < cell->workers; i++)
        free(((struct adder *)workers[i]->state)->c);
    free(input->a);
    free(input->b);
    return counted_check(cell, workers);
}

static const struct gilscale_parameter parameters[] = {
    {.name = "size",
     .value = 1280,
     .low = 1,
     .high = 50000,
     .unit = "rows",
     .help = "of the matrices, a multiple of block"},
    {.name = "block",
     .value = 128,
     .low = 1,
     .high = 20000,
     .unit = "rows",
     .help = "rows and columns of a block"},
    RELEASED_PARAMETER,
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .setup = setup, .begin = begin,
                  .run = run, .check = check);
