"""What bisect_search_private and bisect_search_shared have in common: 1024 numbers that are no small, immortal ones."""

from bisect import bisect_left

SIZE = 1024


def make(cell=None):
    return list(range(SIZE, 2 * SIZE))


def run(n, numbers):
    size = len(numbers)  # an int of this batch's own: SIZE is one object, whose count all workers would write in every op
    total = 0
    for op in range(n):
        total += bisect_left(numbers, size + op % size)
    rounds, rest = divmod(n, size)
    return n if total == rounds * (size * (size - 1) // 2) + rest * (rest - 1) // 2 else 0


def check(cell):
    return cell.total == sum(cell.ops)
