"""Membership tests in one set for all workers; frozenset_lookup is the contrast.

Mechanism: nobody changes the set; a free-threaded build locks the set to look something up, from 3.15 on it does not (python/cpython#132657 and
#132290 there). Flat with a GIL; without one it gets slower than one worker where the lock is taken.
op: 16 tests, of which 8 succeed.
"""

from _membership import MEMBERS, check, run

MODES = ("threads",)


def setup(cell):
    return set(MEMBERS)
