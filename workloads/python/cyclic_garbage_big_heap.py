"""Cyclic garbage beside many live objects: what a collection costs when the heap is big.

Mechanism: with a GIL only the young objects are walked in most collections; without one each collection stops all threads and walks all of the heap,
which it does the more seldom the more objects live (python/cpython#114746; in python/cpython#142531 it miscounted them). Flat with a GIL; without one
the pauses are longer and fewer than in cyclic_garbage.
op: one pair of objects that refer to each other made and dropped.
"""

import _cycles
from _cycles import left_over

PARAMETERS = {
    "live": {"default": 200_000, "low": 0, "high": 20_000_000, "unit": "objects", "help": "live objects that the collector knows of"},
}


def setup(cell):
    # Lists, for the collector lets go of tuples that hold only numbers.
    return [[None] for _ in range(cell.parameters["live"])]


def run(n, live):
    return _cycles.run(n)


def check(cell):
    return cell.total == sum(cell.ops) and len(cell.shared) == cell.parameters["live"] and left_over() == 0
