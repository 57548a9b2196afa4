/* Three phases: prepare and result hold the GIL, native does not; each of a known length.
 *
 * Mechanism: the shape of a call into a library that releases the GIL around its kernel (TensorFlow's Session.run, ONNX Runtime's run): its
 * arguments are made and its results taken with the GIL held. The parts are of steps, which no clock can bend; so with `--phases` the time of each
 * phase, how much of it the GIL is held (all, nothing, all) and the ceiling that this sets, 1 / (prepare + result), are known beforehand.
 * Expect X(N) = X(1) min(N, ceiling) with a GIL while the cores last, as held_native does, and min(N, cores) on a free-threaded build.
 * Claim C22.
 * op: op_steps steps of a 64-bit linear congruential generator, `prepare` percent of them first, `result` percent of them last.
 */
#include <Python.h>

#include "gilscale_workload.h"
#include "lcg.h"

enum { PREPARE, NATIVE, RESULT };

static uint64_t part(const struct gilscale_cell *cell, const char *name)
{
    return (uint64_t)gilscale_parameter(cell, "op_steps") * (uint64_t)gilscale_parameter(cell, name) / 100;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    uint64_t steps = (uint64_t)gilscale_parameter(worker->cell, "op_steps");
    uint64_t prepare = part(worker->cell, "prepare"), result = part(worker->cell, "result");

    while (n--) {
        gilscale_phase(worker, PREPARE);
        lcg_run(worker, prepare);
        gilscale_phase(worker, NATIVE);
        PyThreadState *python = PyEval_SaveThread();
        lcg_run(worker, steps - prepare - result);
        PyEval_RestoreThread(python);
        gilscale_phase(worker, RESULT);
        lcg_run(worker, result);
    }
    return 0;
}

static int setup(struct gilscale_cell *cell)
{
    if (gilscale_parameter(cell, "prepare") + gilscale_parameter(cell, "result") <= 100)
        return 0;
    strcpy(cell->error, "prepare and result come to more than 100 % of an op");
    return GILSCALE_USAGE;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    return lcg_check_steps(cell, workers, (uint64_t)gilscale_parameter(cell, "op_steps"));
}

static const struct gilscale_parameter parameters[] = {
    {"prepare", 15, 0, 100, "part of an op before the native one, with the GIL held", "%"},
    {"result", 10, 0, 100, "part of an op after it, with the GIL held", "%"},
    {"op_steps", 10000000, 1000, 1000000000, "length of an op; a million take about a millisecond", "steps"},
    {0},
};

static const char *const phases[] = {"prepare", "native", "result", NULL};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .phases = phases, .setup = setup,
                  .run = run, .check = check);
