"""PyTorch inference: Linear layers and ReLU, a request at a time.

Mechanism: Python's numbers become an array (prepare); the modules are called in Python and each of their operators is dispatched with the GIL held
and computed with it released, in the calling thread (native; one intra-op thread); the answers become Python's again (result). The model is one for
all workers, as in a server. With a GIL at most 1/share held; small batches are mostly dispatch. Free-threaded it should scale with the cores, less
reference counts of the shared modules (wheels for 3.13t from 2.6.0 to 2.12.0, pytorch/pytorch#186654).
Held, as `--phases` measures it: 55 % of an op, 34 % with input=array (release 2.12.0 on 3.13.15, 22 November 2026).
Claim C7.
library: torch
op: one request: `batch` rows through `layers` layers.
"""

import torch
from _dense_model import PARAMETERS, PHASES, Client, check, make_layers, run

REQUESTS = True


def make_model(layers, size):
    modules = []
    for layer in layers:
        linear = torch.nn.Linear(size, size)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(layer.matrix().T))
            linear.bias.copy_(torch.from_numpy(layer.bias_array()))
        modules += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*modules).eval()


def setup(cell):
    torch.set_num_threads(1)
    layers = make_layers(cell.parameters)
    return layers, make_model(layers, cell.parameters["size"])


def begin(cell, index):
    torch.set_num_threads(1)  # of OpenMP's settings each thread has its own
    layers, model = cell.shared

    def answer(rows):
        with torch.inference_mode():
            return model(torch.from_numpy(rows)).numpy()

    return Client(cell, layers, answer)
