"""Appends to a list of one's own; list_append_shared is its twin.

Mechanism: the list's lock, which nobody else wants, and the growth of its array. Flat with a GIL, should scale with the cores without one.
op: one append (the list is emptied once a batch).
"""

from _list_append import Bin, check, run


def begin(cell, index):
    return Bin()
