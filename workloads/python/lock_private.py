"""A threading.Lock of one's own, taken and released; lock_shared is its twin.

Mechanism: an uncontended lock (a POSIX semaphore until 3.14, a PyMutex from 3.15). Flat with a GIL, should scale with the cores without one.
op: one acquire and release.
"""

from _lock import check, make, run


def begin(cell, index):
    return make()
