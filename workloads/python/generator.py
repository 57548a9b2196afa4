"""A generator of ten items, made and drained.

Mechanism: a generator's frame, made and dropped by one worker, and the reference counts of a function and its code.
Flat with a GIL. Free-threaded it scales since 3.13t (python/cpython#125985).
op: one generator and its ten items.
"""


def count_to_ten():
    for number in range(10):
        yield number


def run(n):
    total = 0
    for _ in range(n):
        for number in count_to_ten():
            total += number
    return total


def check(cell):
    return cell.total == 45 * sum(cell.ops)
