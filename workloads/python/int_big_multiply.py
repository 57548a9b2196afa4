"""Multiplication of whole numbers of 1000 digits.

Mechanism: C code that holds a GIL for microseconds and touches no object but its own. Flat with a GIL, should scale with the cores without one: the
control among the workloads that hold it.
op: one product.
"""


def begin(cell, index):
    a, b = 7**1183, 3**2095
    return a, b, a * b


def run(n, factors):
    a, b, expected = factors
    right = 0
    for _ in range(n):
        if a * b == expected:
            right += 1
    return right


def check(cell):
    a, b, product = cell.states[0]
    # The long way, digit by digit of one of them.
    return cell.total == sum(cell.ops) and product == sum(int(digit) * a * 10**place for place, digit in enumerate(reversed(str(b))))
