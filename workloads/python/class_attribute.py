"""A class's attribute that is a list, read through the class.

Mechanism: the reference count of a list that all workers reach through a class.
Flat with a GIL. Free-threaded the count is contended: 6.3 times slower with 18 threads; open (python/cpython#139103, PR #155876).
op: one read.
"""


class Registry:
    entries = [1]


def run(n):
    total = 0
    for _ in range(n):
        if Registry.entries:
            total += 1
    return total


def check(cell):
    return cell.total == sum(cell.ops)
