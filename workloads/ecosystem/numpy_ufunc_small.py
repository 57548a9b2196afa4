"""NumPy's addition on small arrays, where the call is all and the loop nothing.

Mechanism: finding the function's loop by the types of its operands, and the reference counts of what all threads use: the function, the types.
Loops of at most 500 elements keep a GIL. Flat with a GIL. Without one what is shared decides: NumPy 2.1 locked its table of loops exclusively
(numpy/numpy#27786), since 2.3 with a lock for many readers, and the counts of the shared objects stay (numpy/numpy#30494). Each op adds to one
array, which tells at the end how many there were.
library: numpy
op: one addition of two arrays of `size` numbers into one of them.
"""

import numpy as np

PARAMETERS = {"size": {"default": 8, "low": 1, "high": 500, "unit": "numbers", "help": "elements of each array"}}


def begin(cell, index):
    size = cell.parameters["size"]
    return np.arange(1.0, size + 1), np.zeros(size)


def run(n, state):
    step, total = state
    add = np.add
    for _ in range(n):
        add(total, step, total)


def check(cell):
    return all(np.array_equal(total, ops * step) for (step, total), ops in zip(cell.states, cell.ops))
