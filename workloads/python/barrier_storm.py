"""All workers meet at one threading.Barrier again and again.

Mechanism: a condition that the last to arrive notifies for all: N wake-ups for each crossing, and nothing done in between. It cannot scale, and each
crossing gets slower with every worker; with a GIL all of them must also pass the GIL. (A barrier-bound sort on many threads ran at 0.11x of one in
Alvicorn/python-threading-benchmarks.) With one worker nobody waits.
A batch is sized for one worker, who never waits; with two it lasted 0.1 s on two CPUs, so use windows of a second or more.
Steadiness: one worker alone, two labels of one build in turns, half of the interval of the ratio: 2.3 %. One process after the other, not in
turns, it was 8 %: the machine's speeds.
op: one crossing, counted by each worker.
"""

import threading


class Worker:
    __slots__ = ("asked", "barrier", "crossings", "places", "short")

    def __init__(self, barrier):
        self.barrier = barrier
        self.asked = self.crossings = 0
        self.short = 0  # batches but for the last one in which something was left undone
        self.places = 0  # sum of the places, 0 to N-1, that wait() hands out in each crossing


def setup(cell):
    return threading.Barrier(cell.workers)


def begin(cell, index):
    return Worker(cell.shared)


def run(n, worker):
    worker.short += worker.crossings != worker.asked
    worker.asked += n
    wait = worker.barrier.wait
    try:
        for _ in range(n):
            worker.places += wait()
            worker.crossings += 1
    except threading.BrokenBarrierError:
        pass  # told to stop


def stop(cell):
    cell.shared.abort()


def check(cell):
    crossings = [worker.crossings for worker in cell.states]
    places, whole = sum(worker.places for worker in cell.states), cell.workers * (cell.workers - 1) // 2
    for worker, ops in zip(cell.states, cell.ops):
        assert worker.asked == ops and worker.crossings <= ops and worker.short == 0
    assert max(crossings) - min(crossings) <= 1
    assert min(crossings) * whole <= places <= max(crossings) * whole
