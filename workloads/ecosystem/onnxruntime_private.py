"""ONNX Runtime's session.run, a session a worker; onnxruntime_shared is its twin.

Mechanism: Python's numbers become an array (prepare), the model's matrix products run with the GIL released in the calling thread (native, one
thread a session), the answers become Python's again (result). With a GIL the capacity of the lock: at most 1/share for the share of an op that
holds it, which `--phases` measures; `input=array` leaves the preparation out. Free-threaded it should scale with the cores (wheels for 3.13t on
Linux, microsoft/onnxruntime#24318). `--beside gil_probe` runs Python beside it, which gets on as far as the native part goes.
Held, as `--phases` measures it: 65 % of an op, 19 % with input=array (release 1.31.1 on 3.13.15, 22 November 2026).
Claims B, C22, C23 and C24.
library: onnxruntime
op: one request: `batch` rows through `layers` layers.
"""

from _dense_model import PARAMETERS, PHASES, check, make_layers, run
from _onnxruntime import make_client, make_session

REQUESTS = True


def setup(cell):
    return make_layers(cell.parameters)


def begin(cell, index):
    return make_client(cell, cell.shared, make_session(cell, cell.shared))
