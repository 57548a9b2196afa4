"""copy.deepcopy of a small dictionary of the worker's own.

Mechanism: tables of the copy module: their reference counts, and in 3.14 the lock of a set that each lookup takes.
Flat with a GIL. With 8 threads it was 2.3 times slower than with one, until python/cpython#132657 began to mend it, in 3.15t.
op: one dictionary with a list and a tuple copied and dropped.
"""

import copy


def begin(cell, index):
    return {"list": [1, 2], "tuple": (1, None)}


def run(n, original):
    total = 0
    for _ in range(n):
        copied = copy.deepcopy(original)["list"]
        if copied is not original["list"]:
            total += copied[1]
    return total


def check(cell):
    return cell.total == 2 * sum(cell.ops)
