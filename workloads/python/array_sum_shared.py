"""Sums of one array.array that all workers share; array_sum_private is its twin.

Mechanism: the items are no objects, so only the array itself has a reference count: what to do with a read-only table (compare bisect_search_shared).
Flat with a GIL; without one it should scale, unless the array is locked for each item, as the fix of python/cpython#128942 does.
op: one sum() of 64 floats.
"""

from _array_sum import check, run
from _array_sum import make as setup

MODES = ("threads",)
