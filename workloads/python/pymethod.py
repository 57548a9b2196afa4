"""A method called on an object of the worker's own.

Mechanism: the reference counts of a class and a function that all workers share; the object is private.
Flat with a GIL. Free-threaded it scales on 3.13t and 3.14t; an alpha of 3.14 did not (python/cpython#125985, #132657).
Twin: method_shared_instance.
op: one method call.
"""


class Walker:
    def __init__(self):
        self.stride = 3

    def step(self, position):
        return position + self.stride


def begin(cell, index):
    return Walker()


def run(n, walker):
    position = 0
    for _ in range(n):
        position = walker.step(position)
    return position


def check(cell):
    return cell.total == 3 * sum(cell.ops)
