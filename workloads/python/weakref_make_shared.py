"""Weak references made to one object that all workers share.

Mechanism: the list of an object's weak references, behind one lock, the interpreter's for that address (python/cpython#111926). Two workers
at a time may get the same reference, for an object has one without a callback; so its reference count is contended, and the object's too.
Flat with a GIL. Free-threaded it should get slower with every worker.
Twin: weakref_make_private.
op: one weak reference made, followed and dropped.
"""

import weakref

MODES = ("threads",)


class Thing:
    pass


def setup(cell):
    return Thing()


def run(n, thing):
    total = 0
    for _ in range(n):
        if weakref.ref(thing)() is thing:
            total += 1
    return total


def check(cell):
    return cell.total == sum(cell.ops)
