"""Two workers that take turns by threading.Condition.

Mechanism: wait() parks on a lock of its own and notify() releases it: two locks for each turn, parking and waking. No work is parallel, so it cannot
scale; with a GIL each turn also passes the GIL. With one worker it notifies nobody and never waits.
A batch is sized for one worker, who never waits; with two it lasted 0.1 s on two CPUs, so use windows of a second or more.
op: one turn of a worker: waited for the condition, passed on and notified.
"""

import threading

import _baton
from _baton import ROLES, begin, check, run, stop


class Lane:
    def __init__(self):
        self.changed = threading.Condition()
        self.baton = None
        self.closed = False

    def put(self, baton):
        with self.changed:
            self.baton = baton
            self.changed.notify()

    def get(self):
        with self.changed:
            while self.baton is None and not self.closed:
                self.changed.wait()
            baton, self.baton = self.baton, None
            return baton

    def close(self):
        with self.changed:
            self.closed = True
            self.changed.notify()


def setup(cell):
    return _baton.make_pairs(cell, Lane)
