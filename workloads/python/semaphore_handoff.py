"""Two workers that take turns by two semaphores.

Mechanism: threading.Semaphore, which is a condition and a counter in Python, and beneath it parking and waking. No work is parallel, so it cannot
scale; with a GIL each turn also passes the GIL. With one worker it releases and acquires, and never waits.
A batch is sized for one worker, who never waits; with two it lasted 0.2 s on two CPUs, so use windows of a second or more.
Steadiness: one worker alone, two labels of one build in turns, half of the interval of the ratio: 4.0 %. One process after the other, not in
turns, it was 42 %: the machine's speeds.
op: one turn of a worker: a semaphore acquired, the other one released.
"""

import threading

import _baton
from _baton import ROLES, begin, check, run, stop


class Lane:
    def __init__(self):
        self.turn = threading.Semaphore(0)
        self.baton = None

    def put(self, baton):
        self.baton = baton
        self.turn.release()

    def get(self):
        self.turn.acquire()
        baton, self.baton = self.baton, None
        return baton

    def close(self):
        self.turn.release()


def setup(cell):
    return _baton.make_pairs(cell, Lane)
