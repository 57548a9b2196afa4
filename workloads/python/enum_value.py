"""The values of an Enum's members.

Mechanism: the reference counts of the members, and of the enum.property descriptor that is called to get a value.
Flat with a GIL. Free-threaded the counts are contended (not immortal on 3.13.15t), until python/cpython#139103 (PR #148184).
op: three members read and their values.
"""

import enum


class Colour(enum.Enum):
    RED = 1
    GREEN = 2
    BLUE = 3


def run(n):
    total = 0
    for _ in range(n):
        total += Colour.RED.value + Colour.GREEN.value + Colour.BLUE.value
    return total


def check(cell):
    return cell.total == 6 * sum(cell.ops)
