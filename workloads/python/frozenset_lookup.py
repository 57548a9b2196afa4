"""Membership tests in one frozenset for all workers; set_shared_read is the contrast.

Mechanism: a frozenset never changes, so that looking something up needs no lock on a free-threaded build; where it takes some all the same is
python/cpython#132657. Its reference count is still one that all workers write. Flat with a GIL.
op: 16 tests, of which 8 succeed.
"""

from _membership import MEMBERS, check, run

MODES = ("threads",)


def setup(cell):
    return frozenset(MEMBERS)
