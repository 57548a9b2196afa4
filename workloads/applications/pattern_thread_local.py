"""Thread-local data: every worker has a model and buffers of its own.

Mechanism: float arithmetic over lists that belong to the worker; the first of three patterns, with `pattern_shared_model` and `pattern_shared_state`.
Flat with a GIL. Free-threaded it should scale with the cores: the best of the three.
Claim C13.
op: one pass of 16 inputs through a dense layer with 16 outputs and a ReLU.
"""

from _model import Model, Server, expected_total


def begin(cell, index):
    return Server(Model())


def run(n, server):
    return server.serve(n)


def check(cell):
    return cell.total == sum(map(expected_total, cell.ops))
