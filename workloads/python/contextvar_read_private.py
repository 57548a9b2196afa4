"""A context variable of the worker's own, read.

Mechanism: the lookup of a variable in the context of a thread; only a build with a GIL caches it (python/cpython#121546).
Flat with a GIL. Free-threaded nothing is shared, so it should scale since 3.13t.
Twin: contextvar_read_shared.
op: five reads.
"""

import contextvars


def begin(cell, index):
    variable = contextvars.ContextVar("own")
    variable.set(1)
    return variable


def run(n, variable):
    total = 0
    for _ in range(n):
        total += variable.get() + variable.get() + variable.get() + variable.get() + variable.get()
    return total


def check(cell):
    return cell.total == 5 * sum(cell.ops)
