"""An object of a collections.namedtuple with three fields, made by keywords and dropped.

Mechanism: reference counts of a type's attributes: __new__ is made with eval, and calls tuple.__new__ through a closure.
Flat with a GIL. Free-threaded python/cpython#139103 made it scale, in 3.15t and 3.14.4t.
op: one tuple made, an entry of it read, and dropped.
"""

import collections

Point = collections.namedtuple("Point", ["x", "y", "z"])


def run(n):
    total = 0
    for _ in range(n):
        total += Point(x=1, y=2, z=3)[2]
    return total


def check(cell):
    return cell.total == 3 * sum(cell.ops)
