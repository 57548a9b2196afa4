"""An object of an empty class, made and dropped.

Mechanism: the reference count of a class that all workers share, and the allocator.
Flat with a GIL. Free-threaded it scales on 3.13t (python/cpython#125985); 8 threads gained only 2.3 in April 2025 (#132657).
op: one object made and dropped.
"""


class Thing:
    pass


def run(n):
    total = 0
    for _ in range(n):
        if Thing():
            total += 1
    return total


def check(cell):
    return cell.total == sum(cell.ops)
