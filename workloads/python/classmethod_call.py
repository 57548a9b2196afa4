"""A class method, called on an object of the worker's own.

Mechanism: the reference count of the classmethod object, which all workers share, and of the method bound at each call.
Flat with a GIL. Free-threaded the count is contended (not immortal on 3.13.15t), until python/cpython#145779 in 3.15t and 3.14.4t.
op: one call.
"""


class Thing:
    @classmethod
    def increment(cls, value):
        return value + 1


def begin(cell, index):
    return Thing()


def run(n, thing):
    value = 0
    for _ in range(n):
        value = thing.increment(value)
    return value


def check(cell):
    return cell.total == sum(cell.ops)
