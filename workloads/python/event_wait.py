"""Waiting for one shared threading.Event that has been set long ago.

Mechanism: wait() returns at once, but takes the event's lock to look; the event is one object for all workers. Flat with a GIL; without one it cannot
scale, though nobody ever waits. (`is_set()` takes no lock.)
op: one wait() that returns True.
"""

import threading

MODES = ("threads",)


def setup(cell):
    event = threading.Event()
    event.set()
    return event


def run(n, event):
    woken = 0
    for _ in range(n):
        if event.wait():
            woken += 1
    return woken


def check(cell):
    return cell.total == sum(cell.ops)
