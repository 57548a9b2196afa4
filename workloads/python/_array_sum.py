"""What array_sum_private and array_sum_shared have in common."""

from array import array

SIZE = 64


def make(cell=None):
    return array("d", range(SIZE))


def run(n, numbers):
    total = 0
    for _ in range(n):
        total += sum(numbers)
    return int(total)


def check(cell):
    return cell.total == SIZE * (SIZE - 1) // 2 * sum(cell.ops)
