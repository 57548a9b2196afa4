"""A shuffled list of the worker's own, sorted into a new one.

Mechanism: comparisons of small integers in C, under the uncontended lock of a private list.
Flat with a GIL. Free-threaded nothing is shared but the code, so it should scale since 3.13t.
op: one list sorted.
"""

import random

PARAMETERS = {"size": {"default": 64, "low": 2, "high": 100_000, "unit": "numbers", "help": "length of the list"}}


def begin(cell, index):
    numbers = list(range(1, cell.parameters["size"] + 1))
    random.Random(index).shuffle(numbers)
    return numbers


def run(n, numbers):
    total = 0
    for _ in range(n):
        ordered = sorted(numbers)
        total += ordered[-1] - ordered[0] + 1
    return total


def check(cell):
    return cell.total == cell.parameters["size"] * sum(cell.ops)
