"""Sums of fractions.Fraction, a number class that is written in Python.

Mechanism: method calls through closures, gcd, and an instance of a class with slots for each result; only functions and types are shared, whose
counts a free-threaded build defers. Flat with a GIL, should scale with the cores without one.
op: one addition of two Fractions.
"""

from fractions import Fraction


def begin(cell, index):
    return Fraction(5, 7)


def run(n, step):
    total = Fraction(0)
    for _ in range(n):
        total += step
    return n if total == Fraction(5 * n, 7) else 0


def check(cell):
    return cell.total == sum(cell.ops)
