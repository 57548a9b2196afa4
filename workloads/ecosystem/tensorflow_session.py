"""TensorFlow's Session.run, as in TensorFlow 1: a graph, a session, and a request to it.

Mechanism: Python's numbers become an array (prepare), Session.run executes the graph with the GIL released (native), the answers become Python's
again (result). Within Session.run the feeds are looked at in Python, with the GIL. The work is done by the calling thread, with intra-op
parallelism of one; `pool=one` gives TensorFlow an inter-op pool of one thread, which is one for all calls: then it is this pool that does not
scale, not Python. With a GIL at most 1/share for the share of an op that holds it, which `--phases` measures; `input=array` leaves the preparation
out. No wheel for a free-threaded build (tensorflow/tensorflow#115828).
Held, as `--phases` measures it: 54 % of an op with input=array (release 2.21.0 on 3.13.15, 22 November 2026).
Claims B, C22, C23 and C24.
library: tensorflow
op: one request: `batch` rows through `layers` layers.
"""

from _dense_model import PARAMETERS, PHASES, Client, check, make_layers, run
from _tensorflow import chain, make_weights, tensorflow

REQUESTS = True

PARAMETERS = PARAMETERS | {
    "session": {"default": "shared", "choices": ["shared", "private"], "help": "one session for all workers, or one for each"},
    "pool": {"default": "caller", "choices": ["caller", "one"], "help": "who works: the thread that calls, or one thread of TensorFlow's for all"},
}


class Model:
    def __init__(self, parameters, layers):
        graph = tensorflow.Graph()
        with graph.as_default(), tensorflow.device("/CPU:0"):
            self.input = tensorflow.compat.v1.placeholder(tensorflow.float32, [None, parameters["size"]])
            self.output = chain(self.input, make_weights(layers))
        threads = {"caller": -1, "one": 1}[parameters["pool"]]
        config = tensorflow.compat.v1.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=threads, device_count={"GPU": 0})
        self.session = tensorflow.compat.v1.Session(graph=graph, config=config)

    def answer(self, rows):
        return self.session.run(self.output, {self.input: rows})


def setup(cell):
    layers = make_layers(cell.parameters)
    if cell.parameters["session"] == "private":
        return layers, None
    if cell.mode != "threads":
        raise NotImplementedError(f"session=shared: in mode {cell.mode} nothing is shared")
    return layers, Model(cell.parameters, layers)


def begin(cell, index):
    layers, model = cell.shared
    model = model or Model(cell.parameters, layers)
    return Client(cell, layers, model.answer)
