"""Binary search in a sorted list of one's own; bisect_search_shared is its twin.

Mechanism: ten reads of a list, ten comparisons; the items' counts are touched by their owner only. Flat with a GIL, should scale with the cores
without one: 1.86 with two workers on 3.13.15t, where mult_constant had 1.91 in the same run. It was 1.39 as long as the numbers that are
looked for were made from two module constants, whose counts all workers wrote.
op: one bisect_left in 1024 numbers.
"""

from _bisect_search import check, make, run


def begin(cell, index):
    return make()
