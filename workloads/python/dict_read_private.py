"""Reads of a dictionary of one's own; dict_read_shared is its twin.

Mechanism: the dictionary's lock-free read path and the count of the value found, both touched by their owner only. Flat with a GIL, should scale with
the cores without one.
op: one string key looked up, whose value is the next key.
"""

from _dict_read import PARAMETERS, check, make, run


def begin(cell, index):
    return make(cell)
