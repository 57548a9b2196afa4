"""A method called by operator.methodcaller on an object with slots.

Mechanism: a method lookup by C code, and the reference counts of a class and a function that all workers share; caller and object are private.
Flat with a GIL. Free-threaded it should scale on 3.13t, where both are immortal; since 3.14t they are deferred, and C code has to make use of that.
op: one call.
"""

import operator


class Thing:
    __slots__ = ()

    def three(self):
        return 3


def begin(cell, index):
    return operator.methodcaller("three"), Thing()


def run(n, state):
    call, thing = state
    total = 0
    for _ in range(n):
        total += call(thing)
    return total


def check(cell):
    return cell.total == 3 * sum(cell.ops)
