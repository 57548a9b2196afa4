"""sys.intern of a string built at run time, whose equal is interned already.

Mechanism: the one lock of the interpreter's table of interned strings. One name only: a free-threaded build never drops them.
Flat with a GIL. Free-threaded python/cpython#146041 took the lock away for names that are interned already, in 3.15t and 3.14.4t.
Steadiness: beside itself in turns (half of the interval of the ratio of two labels of one build) 5.3 % with one of six pairs 9 % apart; measured
again 1.1 %. Against SHA-256 timed in the same process, 21 of 22 processes lay within 9 %, and one, with fixed addresses, was 22 % slower.
op: one string built and interned.
"""

import sys

PREFIX = "gilscale"


def setup(cell):
    return sys.intern(PREFIX + "_interned")


def run(n, interned):
    prefix = PREFIX
    total = 0
    for _ in range(n):
        if sys.intern(prefix + "_interned") is interned:
            total += 1
    return total


def check(cell):
    return cell.total == sum(cell.ops)
