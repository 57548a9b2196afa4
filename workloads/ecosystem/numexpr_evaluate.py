"""numexpr's evaluation of a formula over large arrays.

Mechanism: a little machine in C that goes through the arrays in blocks without the GIL, with one thread of its own pool (set here); the formula is compiled once
and kept for all callers by its text, and numexpr lets one caller in at a time by a lock around the whole evaluation (pydata/numexpr#200). Where it does,
it is flat on every build. Since 2.11 the lock may be gone (pydata/numexpr#508), and then what is kept for all is changed by all at once
(pydata/numexpr#570). The arrays hold whole numbers: each op's sum is compared exactly.
library: numexpr
op: 3 a + 4 b - a b evaluated over `size` numbers, and added up.
"""

import numexpr
import numpy as np

PARAMETERS = {"size": {"default": 50_000, "low": 1, "high": 100_000_000, "unit": "numbers", "help": "elements of each array"}}


def setup(cell):
    numexpr.set_num_threads(1)


def begin(cell, index):
    size = cell.parameters["size"]
    a, b = np.arange(size) % 1009 + float(index), np.arange(size) % 7 + 1.0
    return {"a": a, "b": b}, np.empty(size), float((3 * a + 4 * b - a * b).sum())


def run(n, state):
    arrays, out, expected = state
    right = 0
    for _ in range(n):
        out[-1] = np.nan
        numexpr.evaluate("3 * a + 4 * b - a * b", arrays, out=out)
        right += bool(out.sum() == expected)
    return right


def check(cell):
    return cell.total == sum(cell.ops)
