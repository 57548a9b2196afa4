"""A date and time of the worker's own, formatted by strftime.

Mechanism: datetime goes through time.strftime, which it looks up in the time module, and the C library.
Flat with a GIL. Free-threaded no thread says where it stops scaling: to be measured.
op: one text of 19 characters.
"""

import datetime


def begin(cell, index):
    return datetime.datetime(2026, 1, 2, 3, 4, index % 60)


def run(n, moment):
    total = 0
    for _ in range(n):
        total += len(moment.strftime("%Y-%m-%d %H:%M:%S"))
    return total


def check(cell):
    texts = [moment.strftime("%Y-%m-%d %H:%M:%S") for moment in cell.states]
    expected = [f"2026-01-02 03:04:{index % 60:02d}" for index in range(cell.workers)]
    return texts == expected and cell.total == 19 * sum(cell.ops)
