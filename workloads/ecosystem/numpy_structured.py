"""NumPy's structured arrays: records put in order by one field and added up by another.

Mechanism: an indirect sort of the keys, a copy of whole records by an array of indexes, sums of runs, all on arrays of the worker's own; a
group-by as it is written without pandas. The loops let go of a GIL, what chooses and allocates between them does not. Should scale with the
cores without a GIL, and with one as far as the loops are large: with 5000 records a GIL was held for 15 % of an op, and yet two workers did no
more than one (NumPy 2.4.6); most likely as each short loop ends in a wait for being woken. Keys and values are whole numbers by formula, so
every sum is known exactly.
library: numpy
op: `records` records put in order and added up by key.
"""

import numpy as np

PARAMETERS = {"records": {"default": 5000, "low": 100, "high": 10_000_000, "unit": "records", "help": "records in the array"}}

KEYS = 100


class State:
    def __init__(self, count):
        numbers = np.arange(count)
        self.records = np.zeros(count, dtype=[("key", "i4"), ("value", "f8"), ("name", "S12")])
        self.records["key"] = numbers * 37 % KEYS
        self.records["value"] = numbers % 1009
        self.records["name"] = [b"record %d" % (number % 1000) for number in range(count)]
        self.sums = [0.0] * KEYS
        for number in range(count):
            self.sums[number * 37 % KEYS] += number % 1009


def begin(cell, index):
    return State(cell.parameters["records"])


def group_sums(records):
    ordered = records[np.argsort(records["key"], kind="stable")]
    starts = np.flatnonzero(np.diff(ordered["key"], prepend=-1))
    return np.add.reduceat(ordered["value"], starts)


def run(n, state):
    right = 0
    for _ in range(n):
        right += group_sums(state.records).tolist() == state.sums
    return right


def check(cell):
    return cell.total == sum(cell.ops)
