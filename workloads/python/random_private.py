"""Random numbers from a random.Random of one's own; random_shared is its twin.

Mechanism: the generator's lock and state, touched by its owner only. Flat with a GIL, should scale with the cores without one.
op: 8 calls of random(), added up.
"""

from _generator import check, make, run


def begin(cell, index):
    return make()
