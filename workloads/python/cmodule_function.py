"""A function written in C, called through its module.

Mechanism: the reference counts of a module and of a builtin function object, which all workers share.
Flat with a GIL. Free-threaded it scales since 3.13t (python/cpython#118527); an alpha of 3.14 did not (#125985).
op: one call of math.cos.
"""

import math


def run(n):
    total, zero = 0.0, 0.0
    for _ in range(n):
        total += math.cos(zero)
    return int(total)


def check(cell):
    return cell.total == sum(cell.ops)  # cos(0.0) is 1.0
