"""One shared mutable state: a model, buffers and sums that all workers use under one lock.

Mechanism: as `pattern_thread_local`, but all of a pass happens with the lock held, because it writes what the others read; a contended lock, and
objects whose counts and values every worker writes.
Flat with a GIL. Free-threaded it cannot scale, and gets slower with workers: the worst of the three.
Steadiness: beside itself in turns (half of the interval of the ratio of two labels of one build) 5.7 % with four of six pairs 3 to 8 % apart;
measured again 2.1 %.
Claim C13.
op: one pass of 16 inputs through a dense layer with 16 outputs and a ReLU, and its outputs added to the shared sums.
"""

import threading

from _model import INPUTS, SIZE, Model, Server, expected_outputs, expected_total, forward

MODES = ("threads",)


class State(Server):
    def __init__(self):
        super().__init__(Model())
        self.lock = threading.Lock()
        self.sums = [0.0] * SIZE
        self.served = 0


def setup(cell):
    return State()


def run(n, state):
    total = 0
    for _ in range(n):
        with state.lock:
            total += int(forward(state.model, state.inputs[state.next], state.outputs))
            state.next = (state.next + 1) % INPUTS
            sums = state.sums
            for i, value in enumerate(state.outputs):
                sums[i] += value
            state.served += 1
    return total


def check(cell):
    ops = sum(cell.ops)
    rounds, rest = divmod(ops, INPUTS)
    columns = zip(*expected_outputs())
    assert cell.shared.served == ops, "a pass was lost"
    assert cell.shared.sums == [rounds * sum(column) + sum(column[:rest]) for column in columns], "an update was lost"
    return cell.total == expected_total(ops)
