"""Decimal additions under a context of one's own; decimal_context_shared is its twin.

Mechanism: each operation looks up the thread's context in a context variable (python/cpython#114682). Flat with a GIL, should scale with the cores
without one, as far as the look-up does.
op: one addition of two Decimals.
"""

from _decimal_context import Sum, check, make, run


def begin(cell, index):
    return Sum(make())
