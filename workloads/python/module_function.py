"""A Python function, called through an attribute of its module.

Mechanism: the reference counts of a module and a function that all workers share.
Flat with a GIL. Free-threaded it scales on 3.13t and 3.14t; an alpha of 3.14 did not (python/cpython#125985, #132657).
op: one call.
"""

import sys


def increment(value):
    return value + 1


module = sys.modules[__name__]


def run(n):
    value = 0
    for _ in range(n):
        value = module.increment(value)
    return value


def check(cell):
    return cell.total == sum(cell.ops)
