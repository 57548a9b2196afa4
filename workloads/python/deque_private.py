"""append() and popleft() on a collections.deque of one's own; deque_shared is its twin.

Mechanism: the deque's lock, which nobody else wants. Flat with a GIL, should scale with the cores without one.
op: one append and one popleft.
"""

from _deque import check, make, run


def begin(cell, index):
    return make()
