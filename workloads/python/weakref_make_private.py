"""Weak references made to an object of the worker's own.

Mechanism: the list of an object's weak references, behind a lock that is not the object's own: one of 127 in a table of the interpreter, a byte
each, found by the object's address modulo 127. Flat with a GIL. Free-threaded it scales where the locks of all workers lie on different cache
lines, which the addresses decide anew in every process. Two workers on 3.13.15t, objects picked by address: 1.5 and 1.9 times one worker's rate
with locks that are 67 and 110 bytes apart, 0.9 with neighbouring locks, 0.8 with the same one. So invocations come in two groups.
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
