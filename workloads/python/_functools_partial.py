"""What functools_partial_private and functools_partial_shared have in common."""

import functools


def scale(factor, number):
    return factor * number


def make(cell=None):
    return functools.partial(scale, 3)


def run(n, triple):
    total = 0
    for number in range(n):
        total += triple(number)
    return n if total == 3 * (n * (n - 1) // 2) else 0


def check(cell):
    return cell.total == sum(cell.ops)
