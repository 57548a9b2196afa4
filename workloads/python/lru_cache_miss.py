"""Misses of one functools.lru_cache for all workers, each a call of some microseconds.

Mechanism: every worker asks for keys of its own and always for more than the cache holds. Until python/cpython#131757 was fixed (3.14), a
free-threaded build held the cache's lock while the wrapped function ran, so that all calls came one after the other (31.0 s became 2.4 s with 16
threads there); now only the look-up and the entry are locked. Flat with a GIL; without one flat too before the fix, and near the cores after it.
op: one call that is not answered from the cache: 100 rounds of a loop, and an old entry evicted.
"""

import functools

MODES = ("threads",)
MAXSIZE = 64
KEYS = 1000  # of each worker


class Caller:
    __slots__ = ("asked", "cached", "first")

    def __init__(self, cached, index):
        self.cached = cached
        self.first = index * KEYS
        self.asked = 0


def setup(cell):
    @functools.lru_cache(maxsize=MAXSIZE)
    def mix(number):
        for i in range(100):
            number ^= i
        return number

    return mix


def begin(cell, index):
    return Caller(cell.shared, index)


def run(n, caller):
    cached, first = caller.cached, caller.first
    right = 0
    for op in range(caller.asked, caller.asked + n):
        number = first + op % KEYS
        if cached(number) == number:  # the numbers from 0 to 99 cancel each other out: their exclusive or is 0
            right += 1
    caller.asked += n
    return right


def check(cell):
    info = cell.shared.cache_info()
    return cell.total == info.misses == sum(cell.ops) and info.hits == 0
