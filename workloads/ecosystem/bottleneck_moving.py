"""Bottleneck's moving average.

Mechanism: one loop in C without the GIL over an array of the worker's own; the array of the result is allocated anew. It should scale with the
cores on every build. The averages of a rising row of whole numbers are known exactly: another one is compared with each op, and all of the last
at the end.
library: bottleneck
op: one moving average over `size` numbers with a window of 9.
"""

import bottleneck
import numpy as np

PARAMETERS = {"size": {"default": 20_000, "low": 9, "high": 100_000_000, "unit": "numbers", "help": "elements of the array"}}

WINDOW = 9


class State:
    def __init__(self, size):
        self.numbers = np.arange(float(size))
        self.averages = None
        self.at = WINDOW - 1


def begin(cell, index):
    return State(cell.parameters["size"])


def run(n, state):
    numbers, at = state.numbers, state.at
    right = 0
    for _ in range(n):
        state.averages = bottleneck.move_mean(numbers, WINDOW)
        right += abs(state.averages.item(at) - (at - WINDOW // 2)) < 1e-6
        at = at + 1 if at + 1 < len(numbers) else WINDOW - 1
    state.at = at
    return right


def check(cell):
    for state in cell.states:
        known = np.arange(WINDOW // 2, len(state.numbers) - WINDOW // 2)
        assert abs(state.averages[WINDOW - 1 :] - known).max() < 1e-6, "an average is wrong"
    return cell.total == sum(cell.ops)
