"""Weak references made to an object of the worker's own.

Mechanism: the list of an object's weak references, behind the object's own lock, which nobody else takes here.
Flat with a GIL. Free-threaded nothing is shared but the code, so it should scale since 3.13t.
Twin: weakref_make_shared.
op: one weak reference made, followed and dropped.
"""

import weakref


class Thing:
    pass


def begin(cell, index):
    return Thing()


def run(n, thing):
    total = 0
    for _ in range(n):
        if weakref.ref(thing)() is thing:
            total += 1
    return total


def check(cell):
    return cell.total == sum(cell.ops)
