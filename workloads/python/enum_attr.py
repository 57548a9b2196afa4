"""Members of an Enum, read through their class.

Mechanism: the reference counts of the members, which all workers share.
Flat with a GIL. Free-threaded the counts are contended (not immortal on 3.13.15t), until python/cpython#139103 (PR #148184).
Steadiness: 45 % and 90 % beside itself in turns (half of the interval of the ratio of two labels of one build): a process keeps one of two rates, a
factor of 2.1 apart. It is where the system puts things: of 8 pairs of processes with random addresses 5 were that far apart, of 8 with fixed ones
(setarch -R) none more than 1.5 %. Not its six entries in CPython's cache of what types have: they had places of their own in 16 of 16 processes, slow
and fast ones. Use more invocations.
op: three members read.
"""

import enum


class Colour(enum.Enum):
    RED = 1
    GREEN = 2
    BLUE = 3


def run(n):
    total = 0
    for _ in range(n):
        if Colour.RED is not Colour.GREEN is not Colour.BLUE:
            total += 1
    return total


def check(cell):
    return cell.total == sum(cell.ops)
