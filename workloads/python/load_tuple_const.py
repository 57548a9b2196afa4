"""A comparison with a tuple constant.

Mechanism: the reference count of a constant of a code object that all workers share.
Flat with a GIL. Free-threaded it scales since 3.13t, where constants are immortal (python/cpython#118527, #125985).
op: one constant read and compared.
"""


def begin(cell, index):
    return (-1, index)


def run(n, pair):
    total = 0
    for _ in range(n):
        if pair == (1, 2):
            total += 7
        else:
            total += 1
    return total


def check(cell):
    return cell.total == sum(cell.ops)
