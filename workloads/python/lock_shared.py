"""One threading.Lock, taken and released by all workers; lock_private is its twin.

Mechanism: real contention for the lock (a POSIX semaphore until 3.14, a PyMutex from 3.15), and for the lock object's reference count
(python/cpython#134761). Nearly flat with a GIL, which is seldom given up while the lock is held; without one it gets slower than one worker.
op: one acquire and release.
"""

from _lock import check, run
from _lock import make as setup

MODES = ("threads",)
