"""Decimal additions under one decimal.Context that all workers have set; decimal_context_private is its twin.

Mechanism: each operation takes a reference to the context (python/cpython#114682) and may write its flags, here an object that all workers want.
The flags are written without a lock (python/cpython#149142); sums that need no rounding come out right all the same. Flat with a GIL; without one it gets
slower than one worker.
op: one addition of two Decimals.
"""

from _decimal_context import Sum, check, run
from _decimal_context import make as setup


def begin(cell, index):
    return Sum(cell.shared)
