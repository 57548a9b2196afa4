"""Lock.locked() of a lock of one's own; lock_locked_shared is its twin.

Mechanism: a method call on an object that only its owner touches. Flat with a GIL, should scale with the cores without one.
op: one call of locked().
"""

from _lock_locked import check, make, run


def begin(cell, index):
    return make()
