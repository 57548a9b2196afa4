"""A function compiled by JAX for the CPU, called for each request.

Mechanism: Python's numbers become an array (prepare); the compiled function is looked up by the types of its arguments in C++ with the GIL held,
and XLA's code runs with it released, in the calling thread (native; dispatch is not asynchronous, and one thread computes); the answers become
Python's again (result). With a GIL at most 1/share held; free-threaded it should scale with the cores (wheels of jaxlib for 3.13t up to 0.10.2).
Held, as `--phases` measures it: 58 % of an op, 26 % with input=array (release 0.10.2 on 3.13.15, 22 November 2026).
Claims C19 and C22.
library: jax
op: one request: `batch` rows through `layers` layers.
"""

import os

os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"  # read when the first array is made

import jax
import numpy
from _dense_model import PARAMETERS, PHASES, Client, check, make_layers, run

MODES = ("threads", "processes")
REQUESTS = True


def setup(cell):
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_cpu_enable_async_dispatch", False)
    layers = make_layers(cell.parameters)
    weights = [(layer.matrix(), layer.bias_array()) for layer in layers]

    @jax.jit
    def answer(rows):
        for weight, bias in weights:
            rows = jax.numpy.maximum(rows @ weight + bias, 0)
        return rows

    shape = (cell.parameters["batch"], cell.parameters["size"])
    answer(numpy.zeros(shape, dtype=numpy.float32)).block_until_ready()
    return layers, answer


def begin(cell, index):
    layers, answer = cell.shared
    return Client(cell, layers, lambda rows: numpy.asarray(answer(rows)))
