"""An attribute of one threading.local object, read by all workers.

Mechanism: the reference count of the shared threading.local object; what is read belongs to each worker.
Flat with a GIL. 3.13t does not scale, with some 10 threads it got 2 times slower (python/cpython#125985); 3.14t does (#128691).
op: five reads, as in ftscalingbench.
"""

import threading

MODES = ("threads",)


def setup(cell):
    return threading.local()


def begin(cell, index):
    cell.shared.value = 1
    return cell.shared


def run(n, local):
    total = 0
    for _ in range(n):
        total += local.value + local.value + local.value + local.value + local.value
    return total


def check(cell):
    return cell.total == 5 * sum(cell.ops)
