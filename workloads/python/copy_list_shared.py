"""Copies of one list that all workers share; copy_list_private is its twin.

Mechanism: on a free-threaded build the list is locked while it is copied, and each of its items gets and loses a reference: the usual way to take a
snapshot, and 16 contended counts. Flat with a GIL; without one it gets slower than one worker (as copy.copy does in python/cpython#132657).
op: one list.copy() of 16 items.
"""

from _copy_list import check, run
from _copy_list import make as setup

MODES = ("threads",)
