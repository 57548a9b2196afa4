"""Members of an Enum, read through their class.

Mechanism: the reference counts of the members, which all workers share.
Flat with a GIL. Free-threaded the counts are contended (not immortal on 3.13.15t), until python/cpython#139103 (PR #148184).
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
