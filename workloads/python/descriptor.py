"""An attribute that a Python-written descriptor computes, read on a private object.

Mechanism: the reference count of the descriptor object, which all workers share.
Flat with a GIL. With 10 threads it was 17 times slower than with one; python/cpython#148906 made it scale, in 3.15t.
op: one read.
"""


class Answer:
    def __get__(self, thing, kind=None):
        return 42

    def __set__(self, thing, value):
        raise AttributeError("read only")


class Thing:
    answer = Answer()


def begin(cell, index):
    return Thing()


def run(n, thing):
    total = 0
    for _ in range(n):
        total += thing.answer
    return total


def check(cell):
    return cell.total == 42 * sum(cell.ops)
