"""A tf.function of TensorFlow 2, called for each request: a graph that was traced once.

Mechanism: as in tensorflow_session, but the array becomes a tensor and the function is looked up and called in Python, all with the GIL; the graph
runs with the GIL released, on TensorFlow's own inter-op threads while the caller waits. There are as many of them as workers (`pool=workers`), or
one for all (`pool=one`), where it is the pool that does not scale, not Python.
With a GIL at most 1/share held. No wheel for a free-threaded build (tensorflow/tensorflow#115828).
Held, as `--phases` measures it: 58 % of an op with input=array (release 2.21.0 on 3.13.15, 22 November 2026).
Claims B, C22, C23 and C24.
library: tensorflow
op: one request: `batch` rows through `layers` layers.
"""

from _dense_model import PARAMETERS, PHASES, Client, check, make_layers, run
from _tensorflow import chain, make_weights, tensorflow

MODES = ("threads", "processes")
REQUESTS = True

PARAMETERS = PARAMETERS | {
    "pool": {"default": "workers", "choices": ["workers", "one"], "help": "TensorFlow's threads that work: as many as workers, or one for all"},
}


def setup(cell):
    layers = make_layers(cell.parameters)
    tensorflow.config.set_visible_devices([], "GPU")
    tensorflow.config.threading.set_intra_op_parallelism_threads(1)
    tensorflow.config.threading.set_inter_op_parallelism_threads(cell.workers if cell.parameters["pool"] == "workers" else 1)
    weights = make_weights(layers)

    @tensorflow.function(input_signature=[tensorflow.TensorSpec([None, cell.parameters["size"]], tensorflow.float32)])
    def answer(rows):
        return chain(rows, weights)

    answer.get_concrete_function()
    return layers, answer


def begin(cell, index):
    layers, answer = cell.shared
    return Client(cell, layers, lambda rows: answer(tensorflow.constant(rows)).numpy())
