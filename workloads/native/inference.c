/* Inference of one layer, 1000 to 100 and ReLU, for batches of 32, by OpenBLAS.
 *
 * Mechanism: a native kernel on a model that all workers read and activations of their own, with the GIL released around the request. With held=0
 * it should scale with the cores on every build, less a lock of OpenBLAS's for its buffers; with held=1 it is flat with a GIL and scales
 * free-threaded. The numbers are small whole ones, exact in single precision: every request's whole output is compared exactly with a plain sum
 * that setup made.
 * Claim C7 and claim C13, the shared model.
 * libraries: openblas
 * op: one request: a batch of 32 through the layer, 6.4 million floating-point operations.
 */
#include "released.h"

#include "blas.h"
#include "counted.h"
#include "lines.h"

#define INPUTS  1000
#define OUTPUTS 100
#define BATCH   32
#define KINDS   4 /* of requests */

/* The weights' rows belong to the outputs. */
struct model {
    float weights[OUTPUTS * INPUTS];
    float bias[OUTPUTS];
    float inputs[KINDS][BATCH * INPUTS];
    float expected[KINDS][BATCH * OUTPUTS];
};

struct client {
    unsigned next; /* kind of request */
    float outputs[BATCH * OUTPUTS];
};

static float expected_of(const struct model *model, int kind, int item, int output)
{
    float sum = model->bias[output];
    for (int i = 0; i < INPUTS; i++)
        sum += model->inputs[kind][item * INPUTS + i] * model->weights[output * INPUTS + i];
    return sum > 0 ? sum : 0;
}

static int setup(struct gilscale_cell *cell)
{
    int code = blas_one_thread(cell);

    if (code || lines_shared(cell, sizeof(struct model)) < 0)
        return code ? code : -1;
    struct model *model = cell->shared;
    for (int i = 0; i < OUTPUTS * INPUTS; i++)
        model->weights[i] = (float)blas_number((uint64_t)i, 0);
    for (int i = 0; i < OUTPUTS; i++)
        model->bias[i] = (float)blas_number((uint64_t)i, 1);
    for (int kind = 0; kind < KINDS; kind++) {
        for (int i = 0; i < BATCH * INPUTS; i++)
            model->inputs[kind][i] = (float)blas_number((uint64_t)i, 2 + (uint64_t)kind);
        for (int i = 0; i < BATCH * OUTPUTS; i++)
            model->expected[kind][i] = expected_of(model, kind, i / OUTPUTS, i % OUTPUTS);
    }
    return 0;
}

static int begin(struct gilscale_worker *worker)
{
    return lines_state(worker, sizeof(struct client));
}

/* Returns whether the answer is right. */
static int request(const struct model *model, struct client *client)
{
    float *outputs = client->outputs;
    unsigned kind = client->next++ % KINDS;

    for (int item = 0; item < BATCH; item++)
        memcpy(outputs + item * OUTPUTS, model->bias, sizeof model->bias);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, BATCH, OUTPUTS, INPUTS, 1, model->inputs[kind],
                INPUTS, model->weights, INPUTS, 1, outputs, OUTPUTS);
    for (int i = 0; i < BATCH * OUTPUTS; i++)
        outputs[i] = outputs[i] > 0 ? outputs[i] : 0;
    return memcmp(outputs, model->expected[kind], sizeof client->outputs) == 0;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    int held = released_held(worker);

    while (n--) {
        PyThreadState *saved = released_begin(held);
        worker->result += (uint64_t)request(worker->cell->shared, worker->state);
        released_end(saved);
    }
    return 0;
}

static const struct gilscale_parameter parameters[] = {RELEASED_PARAMETER, {0}};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .setup = setup, .begin = begin,
                  .run = run, .check = counted_check);
