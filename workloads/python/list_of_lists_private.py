"""Columns of a list of lists of one's own added up; list_of_lists_shared is its twin.

Mechanism: the counts of the inner lists, touched by their owner only. Flat with a GIL, should scale with the cores without one.
Steadiness: beside itself in turns (half of the interval of the ratio of two labels of one build) 5.9 % with one of six pairs 12 % apart;
measured again 1.1 %. Against SHA-256 timed in the same process, 23 processes lay within 7 %, with random and with fixed addresses alike.
op: one column of 16 numbers.
"""

from _list_of_lists import check, make, run


def begin(cell, index):
    return make()
