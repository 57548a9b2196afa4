#include "machine/pools.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "base/text.h"

enum { VALUE_MOST = 32 }; /* characters; it is a number, or something odd */

/* Whoever reads another's stands before it: pools_limit() looks at what a person has set. Two are left out: KMP_BLOCKTIME, as the threads that it keeps
 * spinning are not there, and ARROW_IO_THREADS, as Arrow wants two. */
const struct pools_variable pools_variables[] = {
    {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OpenBLAS: NumPy, SciPy"},
    {"MKL_NUM_THREADS", "OMP_NUM_THREADS", "Intel MKL: NumPy and PyTorch builds that use it"},
    {"BLIS_NUM_THREADS", "OMP_NUM_THREADS", "BLIS, AOCL-BLAS"},
    {"NUMEXPR_NUM_THREADS", "OMP_NUM_THREADS", "NumExpr, and pandas.eval by it"},
    {"NUMBA_NUM_THREADS", NULL, "Numba's parallel loops"},
    {"POLARS_MAX_THREADS", NULL, "Polars"},
    {"RAYON_NUM_THREADS", NULL, "extension modules in Rust that use Rayon's global pool"},
    {"TF_NUM_INTRAOP_THREADS", NULL, "TensorFlow, within an op"},
    {"TF_NUM_INTEROP_THREADS", NULL, "TensorFlow, between ops"},
    {"ORT_INTRA_OP_NUM_THREADS", NULL, "ONNX Runtime, within an op; recent versions"},
    {"ORT_INTER_OP_NUM_THREADS", NULL, "ONNX Runtime, between ops; recent versions"},
    {"OMP_NUM_THREADS", NULL, "OpenMP: scikit-learn, PyTorch, TensorFlow's oneDNN; Arrow's compute"},
    {0}};

static bool is_set(const char *name)
{
    const char *value = name ? getenv(name) : NULL;
    return value && *value;
}

void pools_limit(void)
{
    for (const struct pools_variable *variable = pools_variables; variable->name; variable++)
        if (!is_set(variable->name) && !is_set(variable->instead))
            setenv(variable->name, "1", 1);
}

void pools_facts(struct facts *facts)
{
    for (const struct pools_variable *variable = pools_variables; variable->name; variable++) {
        if (!is_set(variable->name))
            continue;
        char *value = shown_plain(getenv(variable->name), VALUE_MOST);
        bool one = strcmp(value, "1") == 0;
        char *key = text_format("pools.%s", variable->name);
        char *worry = text_format("You have set it, so it is kept: a library that reads it (%s) may run each "
                                  "worker's calls on so many threads.",
                                  variable->read_by);
        char *remedy = text_format("unset %s; gilscale then sets it to 1", variable->name);
        facts_add(facts, one ? FACT_GOOD : FACT_WORRY, key, value, one ? NULL : worry, one ? NULL : remedy);
        free(value);
        free(key);
        free(worry);
        free(remedy);
    }
}
