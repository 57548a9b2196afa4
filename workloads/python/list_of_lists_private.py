"""Columns of a list of lists of one's own added up; list_of_lists_shared is its twin.

Mechanism: the counts of the inner lists, touched by their owner only. Flat with a GIL, should scale with the cores without one.
op: one column of 16 numbers.
"""

from _list_of_lists import check, make, run


def begin(cell, index):
    return make()
