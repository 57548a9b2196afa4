"""PyArrow's kernels: two columns multiplied, filtered, and added up.

Mechanism: functions found by name in a registry of the process, then native loops without the GIL over columns of the worker's own; memory comes
from one pool, for all. One array is worked on by the calling thread alone. It should scale with the cores on every build, as far as memory's
bandwidth lets it. Columns are whole numbers by formula, so the sums are known exactly.
library: pyarrow
op: one product, one comparison, one filter and one sum over `rows` rows.
"""

import pyarrow as pa
import pyarrow.compute as pc
from _pyarrow_serial import no_pool

PARAMETERS = {"rows": {"default": 50_000, "low": 1, "high": 100_000_000, "unit": "rows", "help": "rows of each column"}}

LIMIT = 3000


def setup(cell):
    no_pool()


def begin(cell, index):
    prices, pieces = [row % 1009 for row in range(cell.parameters["rows"])], [row % 7 for row in range(cell.parameters["rows"])]
    expected = sum(price * count for price, count in zip(prices, pieces) if price * count < LIMIT)
    return pa.array(prices, pa.int64()), pa.array(pieces, pa.int64()), expected


def run(n, state):
    prices, pieces, expected = state
    right = 0
    for _ in range(n):
        costs = pc.multiply(prices, pieces)
        right += pc.sum(pc.filter(costs, pc.less(costs, LIMIT))).as_py() == expected
    return right


def check(cell):
    return cell.total == sum(cell.ops)
