"""A float multiplied by a constant: nothing is shared but the code.

Mechanism: none that should hurt; the control among the micro workloads. The constant belongs to the code object, and is immortal
in free-threaded builds.
Flat with a GIL. Free-threaded it reaches the number of cores since 3.13t (python/cpython#125985).
op: one multiplication.
"""

import math


def run(n):
    x = 1.0
    for _ in range(n):
        x *= 1.0000001
    return round(math.log(x) / math.log(1.0000001))  # how often x was multiplied


def check(cell):
    return cell.total == sum(cell.ops)
