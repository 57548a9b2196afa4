"""A class method, called on an object of the worker's own.

Mechanism: the reference counts of the classmethod object, of the function in it and of the class, which all workers share.
Flat with a GIL. Free-threaded python/cpython#145779 made it scale, in 3.15t and 3.14.4t.
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
