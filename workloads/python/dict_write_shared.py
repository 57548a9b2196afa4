"""Writes to 16 keys of one dictionary for all workers; dict_write_private is its twin.

Mechanism: on a free-threaded build every write takes the dictionary's own lock, a PyMutex. Flat with a GIL; without one it cannot scale and gets
slower with every worker (how much slower differs by release: python/cpython#157914).
op: 16 writes, one to each key.
"""

from _dict_write import Writer, check, run
from _dict_write import make_table as setup

MODES = ("threads",)


def begin(cell, index):
    return Writer(cell.shared)
