"""Reads of a list of one's own by index; list_read_shared is its twin.

Mechanism: the list's lock-free read path and the count of the item found, both touched by their owner only. Flat with a GIL, should scale with the
cores without one.
Steadiness: beside itself in turns (half of the interval of the ratio of two labels of one build) 15.8 % with two of six pairs 13 and 17 % apart;
measured again 2.6 %. Against SHA-256 timed in the same process, 5 of 24 processes were 12 to 16 % slower than the others, with random and with
fixed addresses; of ten more none. So it is not the addresses; what it is was not found.
op: 16 reads, one of each item.
"""

from _list_read import PARAMETERS, check, make, run


def begin(cell, index):
    return make(cell)
