"""A shared model that is only read, and buffers of the workers' own.

Mechanism: as `pattern_thread_local`, but the lists of weights, and the floats in them, are one for all workers, who write their reference counts.
Flat with a GIL. Free-threaded it scales less than `pattern_thread_local`, though nothing but counts is written: every weight is an object.
Claim C13.
op: one pass of 16 inputs through a dense layer with 16 outputs and a ReLU.
"""

from _model import Model, Server, expected_total

MODES = ("threads",)


def setup(cell):
    return Model()


def begin(cell, index):
    return Server(cell.shared)


def run(n, server):
    return server.serve(n)


def check(cell):
    return cell.total == sum(map(expected_total, cell.ops))
