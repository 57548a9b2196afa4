"""Methods written in C, called on a list of the worker's own.

Mechanism: the reference counts of method descriptors, and the uncontended fast path of a list's lock.
Flat with a GIL. Free-threaded it scales on 3.13t and 3.14t; an alpha of 3.14 did not (python/cpython#125985, #132657).
op: pop(0), append and one read by index on a list of 100 entries.
"""

LENGTH = 100


def begin(cell, index):
    return list(range(LENGTH))


def run(n, table):
    total = 0
    for _ in range(n):
        table.append(table.pop(0))
        total += table[50]
    return total


def check(cell):
    # The list goes round: the k-th op reads (50 + k) % LENGTH.
    expected = 0
    for ops in cell.ops:
        rounds, rest = divmod(ops, LENGTH)
        expected += rounds * sum(range(LENGTH)) + sum((51 + k) % LENGTH for k in range(rest))
    return cell.total == expected
