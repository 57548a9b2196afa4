"""Calls through a functools.partial of one's own; functools_partial_shared is its twin.

Mechanism: a callable in C that refers to a function and its arguments, touched by its owner only. Flat with a GIL, should scale with the cores
without one.
op: one call.
"""

from _functools_partial import check, make, run


def begin(cell, index):
    return make()
