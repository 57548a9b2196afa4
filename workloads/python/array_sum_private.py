"""Sums of an array.array of one's own; array_sum_shared is its twin.

Mechanism: numbers made from unboxed memory and dropped at once by the same thread. Flat with a GIL, should scale with the cores without one.
op: one sum() of 64 floats.
"""

from _array_sum import check, make, run


def begin(cell, index):
    return make()
