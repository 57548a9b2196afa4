"""An iterator of one's own, under a lock of one's own; iterator_shared is its twin.

Mechanism: an uncontended lock and a C iterator. Flat with a GIL, should scale with the cores without one.
op: one item taken under the lock.
"""

from _iterator import Source, check, run


def begin(cell, index):
    return Source()
