"""A property, read on an object of the worker's own.

Mechanism: the reference count of a property object, which all workers share; the function in it is deferred.
Flat with a GIL. Free-threaded the count is contended on 3.13t (not immortal on 3.13.15t), which does not specialise; later versions: to be measured.
op: one read.
"""


class Thing:
    def __init__(self):
        self._answer = 42

    @property
    def answer(self):
        return self._answer


def begin(cell, index):
    return Thing()


def run(n, thing):
    total = 0
    for _ in range(n):
        total += thing.answer
    return total


def check(cell):
    return cell.total == 42 * sum(cell.ops)
