"""Threads started and joined, one after the other, by every worker.

Mechanism: a thread of the operating system, a thread state, and the lists that all thread states stand in; a free-threaded build stops all threads
when its table of threads must grow (QSBR; python/cpython#148953), and leaves the ended thread's mimalloc heaps for others to reclaim
(pantsbuild/pants#23489): two thirds of the time on 3.13.15t, by perf. Flat with a GIL; without one it should scale until those lists are contended.
The thread runs where its worker is pinned. Claim C16.
op: one threading.Thread made, started and joined.
"""

import threading


class Tally:
    def __init__(self):
        self.threads = 0

    def visit(self):
        self.threads += 1


def begin(cell, index):
    return Tally()


def run(n, tally):
    for _ in range(n):
        thread = threading.Thread(target=tally.visit)
        thread.start()
        thread.join()


def check(cell):
    return [tally.threads for tally in cell.states] == cell.ops
