"""What bisect_search_private and bisect_search_shared have in common: 1024 numbers that are no small, immortal ones."""

from bisect import bisect_left

SIZE = 1024
FIRST = 1000


def make(cell=None):
    return list(range(FIRST, FIRST + SIZE))


def run(n, numbers):
    total = 0
    for op in range(n):
        total += bisect_left(numbers, FIRST + op % SIZE)
    rounds, rest = divmod(n, SIZE)
    return n if total == rounds * (SIZE * (SIZE - 1) // 2) + rest * (rest - 1) // 2 else 0


def check(cell):
    return cell.total == sum(cell.ops)
