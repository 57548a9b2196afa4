"""Tiny calls submitted to one ThreadPoolExecutor for all workers, each waited for.

Mechanism: a queue, a future with a condition of its own, two wake-ups for each call, and one lock that submit() takes for all pools of the process:
hand-off, not parallel work. The pool has one thread for each worker, started before the run. It cannot scale with a GIL, and without one as far as
the pool's queue and lock let it (the same question as faster-cpython/ideas#586).
op: one call submitted and its result fetched.
"""

import operator
import threading
from concurrent.futures import ThreadPoolExecutor

MODES = ("threads",)


def setup(cell):
    pool = ThreadPoolExecutor(cell.workers)
    # The main thread starts them all, so that they are not bound to one worker's CPU.
    together = threading.Barrier(cell.workers)
    for future in [pool.submit(together.wait) for _ in range(cell.workers)]:
        future.result()
    return pool


def run(n, pool):
    right = 0
    for number in range(n):
        if pool.submit(operator.neg, number).result() == -number:
            right += 1
    return right


def check(cell):
    cell.shared.shutdown()
    return cell.total == sum(cell.ops)
