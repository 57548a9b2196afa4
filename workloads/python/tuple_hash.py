"""A tuple of three whole numbers, made and hashed.

Mechanism: arithmetic in C on objects of the worker's own. A new tuple each time, because 3.14 keeps a tuple's hash (python/cpython#131525).
Flat with a GIL. Free-threaded nothing is shared but the code, so it should scale since 3.13t.
op: one tuple made, hashed and dropped.
"""


def run(n):
    x, y, z = 1, 2, 3
    total = 0
    for _ in range(n):
        total += hash((x, y, z))
    return total


def check(cell):
    return (cell.total - hash((1, 2, 3)) * sum(cell.ops)) % 2**64 == 0  # cell.total has 64 bits
