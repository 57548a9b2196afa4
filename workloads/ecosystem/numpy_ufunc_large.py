"""NumPy's universal functions on large arrays: two squares, a sum, a root.

Mechanism: native loops over arrays of the worker's own, written in place so that nothing is allocated. NumPy lets go of a GIL for loops of more
than 500 elements, so it should scale with the cores on every build, until the memory's bandwidth is used up (memory_triad): make `size` larger
to see it. The arrays hold the sides of right triangles, so each root is a whole number; with each op another one is compared, and at the end
all.
Claim C26.
library: numpy
op: four functions over `size` numbers.
"""

import numpy as np

PARAMETERS = {"size": {"default": 100_000, "low": 1, "high": 100_000_000, "unit": "numbers", "help": "elements of each array"}}


class State:
    def __init__(self, size):
        self.sides = np.arange(size) % 1000.0
        self.a, self.b = 3 * self.sides, 4 * self.sides
        self.squares, self.roots = np.empty(size), np.empty(size)
        self.at = 0


def begin(cell, index):
    return State(cell.parameters["size"])


def run(n, state):
    a, b, squares, roots, at = state.a, state.b, state.squares, state.roots, state.at
    right = 0
    for _ in range(n):
        roots[at] = -1.0
        np.multiply(a, a, out=squares)
        np.multiply(b, b, out=roots)
        np.add(squares, roots, out=roots)
        np.sqrt(roots, out=roots)
        right += roots.item(at) == at % 1000 * 5
        at = (at + 4099) % len(roots)
    state.at = at
    return right


def check(cell):
    assert all(np.array_equal(state.roots, 5 * state.sides) for state in cell.states), "a root is wrong"
    return cell.total == sum(cell.ops)
