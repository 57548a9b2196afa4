"""Reads of a list of one's own by index; list_read_shared is its twin.

Mechanism: the list's lock-free read path and the count of the item found, both touched by their owner only. Flat with a GIL, should scale with the
cores without one.
op: 16 reads, one of each item.
"""

from _list_read import PARAMETERS, check, make, run


def begin(cell, index):
    return make(cell)
