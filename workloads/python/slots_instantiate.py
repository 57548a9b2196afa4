"""An object of a class with three slots, made and dropped.

Mechanism: the reference counts of a class and its __init__, which all workers share, and the allocator.
Flat with a GIL. Free-threaded it should scale since 3.13t: class, __init__ and slots are immortal on 3.13.15t (compare instantiate_dataclass).
op: one object made, a slot of it read, and dropped.
"""


class Point:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z


def run(n):
    total = 0
    for _ in range(n):
        total += Point(x=1, y=2, z=3).z
    return total


def check(cell):
    return cell.total == 3 * sum(cell.ops)
