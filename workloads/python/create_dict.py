"""A dictionary of one key, made and dropped.

Mechanism: the allocator and the dict type; key and value are constants.
Flat with a GIL. Free-threaded it scales on 3.13t (python/cpython#125985); 8 threads gained 3.3 in April 2025 (#132657).
op: one dictionary made and dropped.
"""


def run(n):
    total = 0
    for _ in range(n):
        table = {"key": "value"}
        if table:
            total += 1
    return total


def check(cell):
    return cell.total == sum(cell.ops)
