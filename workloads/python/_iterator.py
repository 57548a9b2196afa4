"""What iterator_private and iterator_shared have in common: an iterator under a lock."""

import itertools
import threading


class Source:
    __slots__ = ("lock", "numbers")

    def __init__(self, cell=None):
        self.lock = threading.Lock()
        self.numbers = itertools.count()


def run(n, source):
    lock, numbers = source.lock, source.numbers
    last = -1
    ordered = 0
    for _ in range(n):
        with lock:
            number = next(numbers)
        if number > last:
            ordered += 1
        last = number
    return ordered


def check(cell):
    sources = {id(source): source for source in cell.states}
    return sum(next(source.numbers) for source in sources.values()) == cell.total == sum(cell.ops)
