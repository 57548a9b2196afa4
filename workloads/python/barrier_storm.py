"""All workers meet at one threading.Barrier again and again.

Mechanism: a condition that the last to arrive notifies for all: N wake-ups for each crossing, and nothing done in between. It cannot scale, and each
crossing gets slower with every worker; with a GIL all of them must also pass the GIL. (A barrier-bound sort on many threads ran at 0.11x of one in
Alvicorn/python-threading-benchmarks.) With one worker nobody waits.
op: one crossing, counted by each worker.
"""

import threading


class Worker:
    __slots__ = ("barrier", "crossings", "cut", "places")

    def __init__(self, barrier):
        self.barrier = barrier
        self.crossings = 0
        self.cut = 0  # ops that were not done any more because the run ended
        self.places = 0  # sum of the places, 0 to N-1, that wait() hands out in each crossing


def setup(cell):
    return threading.Barrier(cell.workers)


def begin(cell, index):
    return Worker(cell.shared)


def run(n, worker):
    wait = worker.barrier.wait
    for done in range(n):
        try:
            worker.places += wait()
        except threading.BrokenBarrierError:
            worker.crossings += done
            worker.cut += n - done
            return
    worker.crossings += n


def stop(cell):
    cell.shared.abort()


def check(cell):
    crossings = [worker.crossings for worker in cell.states]
    places, whole = sum(worker.places for worker in cell.states), cell.workers * (cell.workers - 1) // 2
    assert [worker.crossings + worker.cut for worker in cell.states] == cell.ops
    # The last crossing may have been cut short for some of them.
    assert max(crossings) - min(crossings) <= 1
    assert min(crossings) * whole <= places <= max(crossings) * whole
