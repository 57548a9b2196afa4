"""PyArrow's group-by of a table.

Mechanism: a plan of Acero's, PyArrow's engine, made in Python and carried out natively, without the GIL, by the calling thread
(`use_threads=False`). It should scale with the cores on every build, less making the plan. The phases tell the plan with its carrying out, and
the dictionary of sums apart.
library: pyarrow
op: one table of `rows` rows added up by 100 keys.
"""

import pyarrow as pa
from _pyarrow_serial import no_pool
from _sales import PARAMETERS, check, make_sales

PHASES = ("native", "result")


def setup(cell):
    no_pool()


class State:
    def __init__(self, rows, phase):
        self.phase = phase
        keys, values, self.sums = make_sales(rows)
        self.table = pa.table({"key": keys, "value": values})


def begin(cell, index):
    return State(cell.parameters["rows"], cell.phase)


def run(n, state):
    phase = state.phase
    right = 0
    for _ in range(n):
        phase(0)
        groups = state.table.group_by("key", use_threads=False).aggregate([("value", "sum")])
        phase(1)
        right += dict(zip(groups["key"].to_pylist(), groups["value_sum"].to_pylist())) == state.sums
    return right
