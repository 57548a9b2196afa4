"""NumPy's sort of an array in place.

Mechanism: a native loop on an array of the worker's own, which NumPy runs without the GIL; so is the copy of the unsorted numbers before it. It
should scale with the cores on every build. What is sorted are the whole numbers from 0 in another order, so each must come to lie at its own
place: with each op another one is compared, and at the end all.
Claim C26.
library: numpy
op: one copy and one sort of `size` numbers.
"""

import numpy as np

PARAMETERS = {
    "size": {"default": 20_000, "low": 2, "high": 100_000_000, "unit": "numbers", "help": "elements of the array"},
    "type": {"default": "float64", "choices": ["float64", "int64", "int16"], "help": "what the elements are; int16 is sorted by another algorithm"},
}


class State:
    def __init__(self, size, kind):
        if size - 1 > np.iinfo("int16").max and kind == "int16":
            raise NotImplementedError(f"size={size}: int16 has numbers up to 32767 only")
        self.mixed = np.random.default_rng(3).permutation(size).astype(kind)
        self.sorted = np.empty_like(self.mixed)
        self.at = 0


def begin(cell, index):
    return State(cell.parameters["size"], cell.parameters["type"])


def run(n, state):
    mixed, numbers, at = state.mixed, state.sorted, state.at
    right = 0
    for _ in range(n):
        np.copyto(numbers, mixed)
        numbers.sort()
        right += numbers.item(at) == at
        at = (at + 4099) % len(numbers)
    state.at = at
    return right


def check(cell):
    assert all(np.array_equal(state.sorted, np.arange(len(state.sorted))) for state in cell.states), "a number is not at its place"
    return cell.total == sum(cell.ops)
