"""Writes to 16 keys of a dictionary of one's own; dict_write_shared is its twin.

Mechanism: the dictionary's lock, which nobody else wants. Flat with a GIL, should scale with the cores without one: 1.80 with
two workers on 3.13.15t, where mult_constant had 1.91 in the same run. It was 1.18 as long as the keys came from one tuple for all, whose count
all workers wrote. What two dictionaries still share on 3.13 is the counter of versions: a write of a new value takes a number that no other
dictionary gets.
op: 16 writes, one to each key.
"""

from _dict_write import Writer, check, make_table, run


def begin(cell, index):
    return Writer(make_table())
