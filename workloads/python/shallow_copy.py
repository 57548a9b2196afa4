"""copy.copy of a small list of the worker's own.

Mechanism: tables of the copy module: their reference counts, and in 3.14 the lock of a set that each lookup takes.
Flat with a GIL. With 8 threads it was 4.6 times slower than with one, until python/cpython#132657 began to mend it, in 3.15t.
op: one list of three copied and dropped.
"""

import copy


def begin(cell, index):
    return [1, 2, 3]


def run(n, original):
    total = 0
    for _ in range(n):
        copied = copy.copy(original)
        if copied is not original:
            total += copied[2]
    return total


def check(cell):
    return cell.total == 3 * sum(cell.ops)
