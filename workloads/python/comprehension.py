"""A list comprehension over ten numbers of the worker's own.

Mechanism: a list made and dropped by one worker; before 3.12 a function is made and called for it, too.
Flat with a GIL. Free-threaded nothing is shared but the code, so it should scale since 3.13t.
op: one list of ten made, an entry of it read, and dropped.
"""


def begin(cell, index):
    return tuple(range(10))


def run(n, numbers):
    total = 0
    for _ in range(n):
        total += [number + number for number in numbers][9]
    return total


def check(cell):
    return cell.total == 18 * sum(cell.ops)
