"""Binary search in a sorted list of one's own; bisect_search_shared is its twin.

Mechanism: ten reads of a list, ten comparisons; the items' counts are touched by their owner only. Flat with a GIL, should scale with the cores
without one.
op: one bisect_left in 1024 numbers.
"""

from _bisect_search import check, make, run


def begin(cell, index):
    return make()
