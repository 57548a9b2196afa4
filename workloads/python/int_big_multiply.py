"""Multiplication of whole numbers of 2000 digits.

Mechanism: C code that holds a GIL for microseconds and touches no object but its own. Flat with a GIL, should scale with the cores without one: the
control among the workloads that hold it.
op: one product.
"""


def begin(cell, index):
    return 7**2366, 3**4190


def run(n, factors):
    a, b = factors
    expected = 7**2366 * 3**4190
    right = 0
    for _ in range(n):
        if a * b == expected:
            right += 1
    return right


def check(cell):
    return cell.total == sum(cell.ops) and all(len(str(factor)) == 2000 for factor in cell.states[0])
