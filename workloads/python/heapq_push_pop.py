"""The least of a heap of one's own taken out, a greater number put in.

Mechanism: C code that compares objects; from 3.14 on a free-threaded build locks the list meanwhile (python/cpython#135036), before that a shared
heap is not safe, so it is private here. Flat with a GIL, should scale with the cores without one.
op: one heappop and one heappush on 64 numbers.
"""

import heapq

SIZE = 64


def begin(cell, index):
    return list(range(SIZE))


def run(n, heap):
    pop, push = heapq.heappop, heapq.heappush
    for _ in range(n):
        push(heap, pop(heap) + SIZE)


def check(cell):
    # Each op moves the window of 64 numbers up by one.
    return [sorted(heap) for heap in cell.states] == [list(range(ops, ops + SIZE)) for ops in cell.ops]
