"""An object of a dataclass with three fields, made by keywords and dropped.

Mechanism: the reference count of __init__, which dataclasses makes with exec, so that it is not deferred like other functions.
Flat with a GIL. Free-threaded the count is contended (not immortal on 3.13.15t), until python/cpython#139103 in 3.15t and 3.14.1t.
op: one object made, a field of it read, and dropped.
"""

import dataclasses


@dataclasses.dataclass
class Point:
    x: int
    y: int
    z: int


def run(n):
    total = 0
    for _ in range(n):
        total += Point(x=1, y=2, z=3).z
    return total


def check(cell):
    return cell.total == 3 * sum(cell.ops)
