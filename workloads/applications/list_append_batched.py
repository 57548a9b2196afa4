"""One shared list, appended to by the thousand from lists of the workers' own.

Mechanism: as its twin `list_append_locked`, but the lock is taken, and the shared list touched, once for `batch` items.
Flat with a GIL. Free-threaded it should scale with the cores, until flushing keeps the lock busy.
Claim C14.
op: one number appended to the worker's own list, and flushed with the others when there are `batch`.
"""

from _sink import Sink

MODES = ("threads",)

PARAMETERS = {"batch": {"default": 1000, "low": 1, "high": 100000, "unit": "items", "help": "items that are flushed together"}}


def setup(cell):
    return Sink()


class State:
    def __init__(self, sink, batch):
        self.sink = sink
        self.batch = batch
        self.own = []


def begin(cell, index):
    return State(cell.shared, cell.parameters["batch"])


def run(n, state):
    own, batch = state.own, state.batch
    append = own.append
    while n:
        several = min(n, batch - len(own))
        for i in range(several):
            append(i & 127)
        n -= several
        if len(own) == batch:
            sink = state.sink
            with sink.lock:
                sink.items.extend(own)
                if len(sink.items) > 10_000:
                    sink.empty()
            own.clear()


def check(cell):
    return cell.shared.received() + sum(len(state.own) for state in cell.states) == sum(cell.ops)
