"""A method called on one object that all workers share.

Mechanism: the reference count of the shared object, which every call raises and lowers with atomic operations on one cache line.
Flat with a GIL. Free-threaded the count is contended: each of 32 threads took 3.2 s, one alone 0.04 s (python/cpython#123619, 3.13rc1).
Twin: pymethod.
op: one method call.
"""

MODES = ("threads",)


class Walker:
    def __init__(self):
        self.stride = 3

    def step(self, position):
        return position + self.stride


def setup(cell):
    return Walker()


def run(n, walker):
    position = 0
    for _ in range(n):
        position = walker.step(position)
    return position


def check(cell):
    return cell.total == 3 * sum(cell.ops)
