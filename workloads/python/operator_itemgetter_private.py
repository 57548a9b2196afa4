"""Calls of an operator.itemgetter of one's own; operator_itemgetter_shared is its twin.

Mechanism: a callable in C, touched by its owner only. Flat with a GIL, should scale with the cores without one.
op: one item of a list got.
"""

from _operator_itemgetter import check, make, run


def begin(cell, index):
    return make()
