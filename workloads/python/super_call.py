"""A method that calls its base's through super(), two levels deep.

Mechanism: the lookup behind super(): the interpreter's one type lock, and the reference count of the class's MRO tuple.
Flat with a GIL. Free-threaded the lock is contended, until python/cpython#145685 in 3.15t and in the 3.14 branch of March 2026.
op: one call on an object of the worker's own, with two super() calls in it.
"""


class Base:
    def step(self, value):
        return value + 1


class Middle(Base):
    def step(self, value):
        return super().step(value) + 1


class Leaf(Middle):
    def step(self, value):
        return super().step(value) + 1


def begin(cell, index):
    return Leaf()


def run(n, leaf):
    value = 0
    for _ in range(n):
        value = leaf.step(value)
    return value


def check(cell):
    return cell.total == 3 * sum(cell.ops)
