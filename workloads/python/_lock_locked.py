"""What lock_locked_private and lock_locked_shared have in common."""

import threading


def make(cell=None):
    lock = threading.Lock()
    lock.acquire()
    return lock


def run(n, lock):
    held = 0
    for _ in range(n):
        if lock.locked():
            held += 1
    return held


def check(cell):
    return cell.total == sum(cell.ops)
