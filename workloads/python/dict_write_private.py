"""Writes to 16 keys of a dictionary of one's own; dict_write_shared is its twin.

Mechanism: the dictionary's lock, which nobody else wants. Flat with a GIL, should scale with the cores without one.
op: 16 writes, one to each key.
"""

from _dict_write import Writer, check, make_table, run


def begin(cell, index):
    return Writer(make_table())
