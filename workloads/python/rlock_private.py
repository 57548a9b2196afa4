"""A threading.RLock of one's own, taken twice and released twice.

Mechanism: an uncontended re-entrant lock, which compares its owner with the calling thread. Flat with a GIL, should scale with the cores without one.
op: one acquire, a second one inside it, and both releases.
"""

import threading


def begin(cell, index):
    return threading.RLock()


def run(n, lock):
    taken = 0
    for _ in range(n):
        with lock:
            if lock.acquire():
                taken += 1
                lock.release()
    return taken


def check(cell):
    # The main thread gets each of them only when every release was done.
    free = [lock.acquire(blocking=False) for lock in cell.states]
    return cell.total == sum(cell.ops) and all(free)
