"""A property, read on an object of the worker's own.

Mechanism: the reference counts of a property object and of the function in it, which all workers share.
Flat with a GIL. Free-threaded it is a descriptor as in python/cpython#148906, but one written in C: to be measured.
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
