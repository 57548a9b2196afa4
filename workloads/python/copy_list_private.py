"""Copies of a list of one's own; copy_list_shared is its twin.

Mechanism: allocation, and a reference to each item, whose counts are touched by their owner only. Flat with a GIL, should scale with the cores
without one.
op: one list.copy() of 16 items.
"""

from _copy_list import check, make, run


def begin(cell, index):
    return make()
