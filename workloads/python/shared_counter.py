"""One counter that all workers raise, under one lock: the worst case, on purpose.

Mechanism: a contended lock, and an object whose reference count and value every worker writes. Claim C21: unlocked, it would lose updates.
It cannot scale anywhere: flat with a GIL; free-threaded slower with every worker added, for the lock is then truly contended.
op: one increment under the lock.
"""

import threading

MODES = ("threads",)


class Counter:
    __slots__ = ("lock", "value")

    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0


def setup(cell):
    return Counter()


def run(n, counter):
    lock = counter.lock
    for _ in range(n):
        with lock:
            counter.value += 1


def check(cell):
    return cell.shared.value == sum(cell.ops)
