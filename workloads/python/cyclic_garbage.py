"""Pairs of objects that refer to each other, made and left to the garbage collector.

Mechanism: allocation, and collections that the number of objects sets off. With a GIL the collector is generational and runs in the worker that it
interrupts; without one it stops all threads and walks the whole heap (python/cpython#114746), so every worker pays for everybody's garbage. Until
late 2025 each collection there took longer than the one before (python/cpython#142048). Flat with a GIL; without one the more of the time is
collection, the less it scales. On 3.13.15t the process grows by some 50 bytes a pair as soon as there are two workers, with no more blocks allocated:
what python/cpython#145615 describes. Keep it short there.
op: one pair made and dropped.
"""

import gc

from _cycles import left_over, run


def setup(cell):
    gc.collect()
    return gc.get_stats()


def check(cell):
    collections = sum(now["collections"] - before["collections"] for now, before in zip(gc.get_stats(), cell.shared))
    # The collector must have run by itself where there was garbage enough for it.
    assert collections > 0 or sum(cell.ops) < 100_000
    return cell.total == sum(cell.ops) and left_over() == 0
