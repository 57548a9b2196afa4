"""One counter raised by all workers, with a lock or without: no update may be lost.

Mechanism: reading, adding and storing are three steps; with locked=0 a free-threaded build interleaves those of two workers, and the row becomes
`wrong`: that is the finding (python/cpython#118874 has such a counter). Code that leans on the GIL for this was never promised it. With locked=1, the
default, every build must come out right. It scales on no build. Claim C21.
op: one increment.
"""

import threading

MODES = ("threads",)

PARAMETERS = {
    "locked": {"default": 1, "low": 0, "high": 1, "help": "0: raised without the lock"},
}


class Counter:
    __slots__ = ("lock", "value")

    def __init__(self, locked):
        self.lock = threading.Lock() if locked else None
        self.value = 0


def setup(cell):
    return Counter(cell.parameters["locked"])


def run(n, counter):
    lock = counter.lock
    if lock:
        for _ in range(n):
            with lock:
                counter.value += 1
    else:
        for _ in range(n):
            counter.value += 1


def check(cell):
    done = sum(cell.ops)
    assert cell.shared.value == done, f"{done - cell.shared.value} of {done} updates were lost"
