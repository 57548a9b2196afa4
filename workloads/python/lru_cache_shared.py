"""Hits of one functools.lru_cache that all workers share; lru_cache_private is its twin.

Mechanism: a hit in a bounded cache moves the entry to the end of a list under the cache object's lock, so even reading writes; an unbounded one
(bounded=0) only looks into a dictionary and counts. Flat with a GIL; without one it cannot scale (python/cpython#142631; until python/cpython#131757
was fixed, the lock was held even while the wrapped function ran).
op: one call that is answered from the cache.
"""

from _lru_cache import PARAMETERS, check, run
from _lru_cache import make as setup

MODES = ("threads",)
