"""Lock.locked() of one lock that nobody takes; lock_locked_private is its twin.

Mechanism: nobody waits for this lock, so what is left is the lock object's reference count, which each method call writes: some 9 times slower than
private locks at 8 threads in python/cpython#134761. Flat with a GIL; without one it gets slower than one worker.
op: one call of locked().
"""

from _lock_locked import check, run
from _lock_locked import make as setup

MODES = ("threads",)
