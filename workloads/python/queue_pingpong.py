"""Two workers that pass a token to and fro through two queues.

Mechanism: hand-off between threads: a lock, a condition, parking and waking. No work is parallel, so it cannot scale; with a GIL each hand-off also
passes the GIL, without one each is a wake-up of the operating system. Hand-off is what looked slower without a GIL in faster-cpython/ideas#586. With
one worker it puts the token and takes it again, and never waits.
A batch is sized for one worker, who never waits; with two it lasted 0.1 to 0.2 s (0.5 s with SimpleQueue) on two CPUs, so use windows of a second or
more.
Steadiness: one worker alone, two labels of one build in turns, half of the interval of the ratio: 1.6 %. One process after the other, not in
turns, it was 19 %: the machine's speeds.
op: one token taken and passed on by a worker.
"""

import queue

import _baton
from _baton import ROLES, begin, check, run, stop

PARAMETERS = {
    "kind": {"default": "Queue", "choices": ["Queue", "SimpleQueue"], "help": "Queue is written in Python, SimpleQueue in C"},
}


def setup(cell):
    base = getattr(queue, cell.parameters["kind"])

    class Lane(base):
        def close(self):
            self.put(None)

    return _baton.make_pairs(cell, Lane)
