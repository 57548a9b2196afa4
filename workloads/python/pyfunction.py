"""A global function, called.

Mechanism: a read of a global, and the reference count of a function that all workers share.
Flat with a GIL. Free-threaded it scales since 3.13t (python/cpython#125985).
op: one call.
"""


def increment(value):
    return value + 1


def run(n):
    value = 0
    for _ in range(n):
        value = increment(value)
    return value


def check(cell):
    return cell.total == sum(cell.ops)
