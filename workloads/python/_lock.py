"""What lock_private and lock_shared have in common. That a lock excludes others is for shared_counter and lost_updates to check."""

import threading


def make(cell=None):
    return threading.Lock()


def run(n, lock):
    taken = 0
    for _ in range(n):
        if lock.acquire():
            taken += 1
            lock.release()
    return taken


def check(cell):
    return cell.total == sum(cell.ops) and not any(lock.locked() for lock in cell.states)
