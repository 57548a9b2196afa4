"""Decimal additions, one context for all; decimal_context_private is its twin.

Mechanism: each operation looks up the context (python/cpython#114682), takes a reference to it and writes its status without a lock
(python/cpython#149142), here in an object that all workers want; sums that need no rounding come out right all the same. Flat with a GIL; without one
it gets slower than one worker.
op: one addition of two Decimals.
"""

from _decimal_context import Sum, check, run
from _decimal_context import make as setup

MODES = ("threads",)


def begin(cell, index):
    return Sum(cell.shared)
