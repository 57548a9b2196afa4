"""Hits of a functools.lru_cache of one's own; lru_cache_shared is its twin.

Mechanism: the cache's lock, dictionary, list of recent use and counters, all touched by their owner only. Flat with a GIL, should scale with the
cores without one.
op: one call that is answered from the cache.
"""

from _lru_cache import PARAMETERS, check, make, run


def begin(cell, index):
    return make(cell)
