"""The values of an Enum's members.

Mechanism: the reference counts of the members, and of the enum.property descriptor that is called to get a value.
Flat with a GIL. Free-threaded the counts are contended (not immortal on 3.13.15t), until python/cpython#139103 (PR #148184).
Steadiness: 14 % and 15 % beside itself in turns (half of the interval of the ratio of two labels of one build): a process keeps one of two
rates, some 30 % apart. It is where the system puts things: of 32 pairs of processes with random addresses 10 were 19 to 38 % apart, of 32 with
fixed ones (setarch -R) none more than 1.6 %. Use more invocations.
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
