"""ONNX Runtime's session.run, one session for all; onnxruntime_private is its twin.

Mechanism: as in onnxruntime_private, but all workers call one session, which is meant for that: its plan and weights are read only, its arena of
memory for activations is under a lock. A model that is loaded once saves memory; whether it costs is what the twins tell. With a GIL at most
1/share held; free-threaded it should scale with the cores as far as the arena's lock lets it.
Held, as `--phases` measures it: 66 % of an op, 20 % with input=array (release 1.31.1 on 3.13.15, 22 November 2026).
Claims C13 (a shared model), C22 and C24.
library: onnxruntime
op: one request: `batch` rows through `layers` layers.
"""

from _dense_model import PARAMETERS, PHASES, check, make_layers, run
from _onnxruntime import make_client, make_session

MODES = ("threads",)
REQUESTS = True


def setup(cell):
    layers = make_layers(cell.parameters)
    return layers, make_session(cell, layers)


def begin(cell, index):
    return make_client(cell, *cell.shared)
