"""A date and time of the worker's own, formatted by strftime.

Mechanism: datetime goes through time.strftime, which it looks up in the time module at each call, and the C library.
Flat with a GIL. Free-threaded only functions and a module are shared; no issue thread says whether that scales: to be measured.
op: one text of 19 characters.
"""

import datetime


def begin(cell, index):
    layout = " ".join(["%Y-%m-%d", "%H:%M:%S"])  # the worker's own: on 3.13t such a constant is counted, see load_string_const
    return datetime.datetime(2026, 1, 2, 3, 4, index % 60), layout


def run(n, state):
    moment, layout = state
    total = 0
    for _ in range(n):
        total += len(moment.strftime(layout))
    return total


def check(cell):
    texts = [moment.strftime(layout) for moment, layout in cell.states]
    expected = [f"2026-01-02 03:04:{index % 60:02d}" for index in range(cell.workers)]
    return texts == expected and cell.total == 19 * sum(cell.ops)
