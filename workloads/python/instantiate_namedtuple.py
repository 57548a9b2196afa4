"""An object of a collections.namedtuple with three fields, made by keywords and dropped.

Mechanism: __new__ calls tuple.__new__, one builtin method object that all named tuples share; its reference count.
Flat with a GIL. Free-threaded the count is contended (not immortal on 3.13.15t), until python/cpython#139103 (PR #144332) in 3.15t.
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
