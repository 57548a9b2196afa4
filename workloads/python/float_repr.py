"""Floats written as text.

Mechanism: the shortest text that reads back as the same number (dtoa), whose big numbers come from a free list with a GIL and from the allocator
without one (python/cpython#111962). Flat with a GIL, should scale with the cores without one.
op: 8 floats, repr() of each.
"""


def begin(cell, index):
    return [number / 7 for number in range(1, 9)]


def run(n, numbers):
    size = 0
    for _ in range(n):
        for number in numbers:
            size += len(repr(number))
    return size if [float(repr(number)) for number in numbers] == numbers else 0


def check(cell):
    return cell.total == sum(ops * sum(len(repr(number)) for number in numbers) for ops, numbers in zip(cell.ops, cell.states))
