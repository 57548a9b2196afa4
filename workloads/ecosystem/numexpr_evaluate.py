"""numexpr's evaluation of a formula over large arrays.

Mechanism: a little machine in C that goes through the arrays in blocks without the GIL, with one thread of its own pool (set here); the formula
is compiled once and kept by its text. numexpr let in one caller at a time by a lock around the whole evaluation (pydata/numexpr#200), which was
flat on every build; it is gone (pydata/numexpr#508; not there in 2.14), and what is compiled is kept for each thread apart, so that it should
scale with the cores on every build. Threads that share what was compiled would spoil each other's results (pydata/numexpr#570). The arrays hold
whole numbers: each op's sum is compared exactly.
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
