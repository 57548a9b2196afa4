/* A model server's request: tokens in turn, each from a matrix-vector product by OpenBLAS.
 *
 * Mechanism: for every token the state goes through a matrix of weights with the GIL released, the greatest of the results is the token, and it
 * changes the state: the next one cannot begin before. So a request lets the GIL go and wants it back `tokens` times, and each time it may have to
 * wait for whoever has it. With held=0 it should scale with the cores on every build until memory's bandwidth is used up, for the weights
 * are read for every token; with a GIL beside work in Python the percentiles tell more than the rate. With held=1 it is flat with a GIL. The weights
 * are one for all workers and only read; in other modes than threads each worker has its own. `serve_tokens` does the same in Python. The numbers
 * are small whole ones, exact in any order; every token is compared with that of a plain sum which setup made.
 * Claim C8: tokens a second are ops a second times `tokens`, and the request's latency is the op's.
 * libraries: openblas
 * op: one request of `tokens` tokens.
 */
#include "released.h"

#include "blas.h"
#include "counted.h"
#include "lines.h"

#define PROMPTS 4

struct model {
    int size, tokens;
    float *weights;         /* by rows */
    int *expected[PROMPTS]; /* the tokens of each prompt */
};

struct client {
    unsigned next; /* prompt */
    float *state, *logits;
};

static void free_model(struct model *model)
{
    for (int prompt = 0; prompt < PROMPTS; prompt++)
        free(model->expected[prompt]);
    free(model->weights);
}

static void start(const struct model *model, unsigned prompt, float *state)
{
    for (int i = 0; i < model->size; i++)
        state[i] = (float)blas_number((uint64_t)i, 1 + prompt);
}

/* The first of the greatest. */
static int pick(const float *logits, int size)
{
    int best = 0;

    for (int i = 1; i < size; i++)
        if (logits[i] > logits[best])
            best = i;
    return best;
}

/* The token moves the state on: it stays a vector of small whole numbers. */
static void move_on(float *state, int size, int token)
{
    float first = state[0];

    memmove(state, state + 1, (size_t)(size - 1) * sizeof *state);
    state[size - 1] = first;
    state[token] = (float)((token & 7) - 3);
}

static void multiply(const struct model *model, const float *state, float *logits)
{
    cblas_sgemv(CblasRowMajor, CblasNoTrans, model->size, model->size, 1, model->weights, model->size, state,
                1, 0, logits, 1);
}

static void multiply_plainly(const struct model *model, const float *state, float *logits)
{
    for (int row = 0; row < model->size; row++) {
        logits[row] = 0;
        for (int i = 0; i < model->size; i++)
            logits[row] += model->weights[(size_t)row * (size_t)model->size + (size_t)i] * state[i];
    }
}

static int setup(struct gilscale_cell *cell)
{
    int code = blas_one_thread(cell);

    if (code || lines_shared(cell, sizeof(struct model)) < 0)
        return code ? code : -1;
    struct model *model = cell->shared;
    model->size = (int)gilscale_parameter(cell, "size");
    model->tokens = (int)gilscale_parameter(cell, "tokens");
    size_t size = (size_t)model->size;
    model->weights = lines_new(size * size * sizeof(float));
    float *state = lines_new(size * sizeof(float)), *logits = lines_new(size * sizeof(float));
    bool enough = model->weights && state && logits;
    for (size_t i = 0; enough && i < size * size; i++)
        model->weights[i] = (float)blas_number(i, 0);
    for (unsigned prompt = 0; enough && prompt < PROMPTS; prompt++) {
        int *tokens = model->expected[prompt] = lines_new((size_t)model->tokens * sizeof(int));
        enough = tokens;
        if (enough)
            start(model, prompt, state);
        for (int i = 0; enough && i < model->tokens; i++) {
            multiply_plainly(model, state, logits);
            tokens[i] = pick(logits, model->size);
            move_on(state, model->size, tokens[i]);
        }
    }
    free(logits);
    free(state);
    if (enough)
        return 0;
    free_model(model);
    strcpy(cell->error, "out of memory");
    return -1;
}

static int begin(struct gilscale_worker *worker)
{
    const struct model *model = worker->cell->shared;
    size_t bytes = (size_t)model->size * sizeof(float);

    if (lines_state(worker, sizeof(struct client)) < 0)
        return -1;
    struct client *client = worker->state;
    client->state = lines_new(bytes);
    client->logits = lines_new(bytes);
    if (client->state && client->logits)
        return 0;
    strcpy(worker->error, "out of memory");
    return -1;
}

/* Returns whether all tokens are right. */
static int request(const struct model *model, struct client *client, int held)
{
    unsigned prompt = client->next++ % PROMPTS;
    int right = 1;

    start(model, prompt, client->state);
    for (int i = 0; i < model->tokens; i++) {
        PyThreadState *saved = released_begin(held);
        multiply(model, client->state, client->logits);
        int token = pick(client->logits, model->size);
        released_end(saved);
        right &= token == model->expected[prompt][i];
        move_on(client->state, model->size, token);
    }
    return right;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    int held = released_held(worker);

    while (n--)
        worker->result += (uint64_t)request(worker->cell->shared, worker->state, held);
    return 0;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    for (int i = 0; i < cell->workers; i++) {
        struct client *client = workers[i]->state;
        free(client->state);
        free(client->logits);
    }
    free_model(cell->shared);
    return counted_check(cell, workers);
}

static const struct gilscale_parameter parameters[] = {
    {.name = "tokens", .value = 16, .low = 1, .high = 10000, .unit = "tokens", .help = "tokens of an answer"},
    {.name = "size",
     .value = 256,
     .low = 1,
     .high = 4096,
     .unit = "numbers",
     .help = "numbers of the state, and rows and columns of the weights"},
    RELEASED_PARAMETER,
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .requests = true, .parameters = parameters, .setup = setup,
                  .begin = begin, .run = run, .check = check);
