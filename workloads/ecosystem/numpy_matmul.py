"""NumPy's matrix product, which is that of the BLAS it brings along.

Mechanism: a native kernel on arrays of the worker's own; NumPy lets go of a GIL around it. It should scale with the cores on every build, where
the BLAS has one thread for each call: with more, workers and its threads would be in each other's way. The elements are small whole numbers, so
that each is exact: with each op another one is compared with the same product in whole numbers, which no BLAS does, and at the end the sum of
every row.
Claims C7 and C26. matrix_product is the same without NumPy.
library: numpy
op: one product of two matrices of `size` rows and columns.
"""

import numpy as np

PARAMETERS = {"size": {"default": 128, "low": 1, "high": 10_000, "unit": "rows", "help": "rows and columns of the matrices"}}


def make_matrix(size, multiplier):
    return (np.arange(size * size) * multiplier % 17 - 8).reshape(size, size)


class State:
    def __init__(self, size):
        a, b = make_matrix(size, 7), make_matrix(size, 11)
        self.places = [(number * 4099 % size, number * 5003 % size) for number in range(64)]
        self.elements = [int(a[row] @ b[:, column]) for row, column in self.places]
        self.sums = a @ b.sum(axis=1)
        self.a, self.b, self.c = a.astype(float), b.astype(float), np.empty((size, size))
        self.next = 0


def begin(cell, index):
    return State(cell.parameters["size"])


def run(n, state):
    a, b, c, number = state.a, state.b, state.c, state.next
    right = 0
    for _ in range(n):
        place = state.places[number]
        c[place] = np.nan
        np.matmul(a, b, out=c)
        right += c.item(place) == state.elements[number]
        number = (number + 1) % len(state.places)
    state.next = number
    return right


def check(cell):
    assert all(np.array_equal(state.c.sum(axis=1), state.sums) for state in cell.states), "a row is wrong"
    return cell.total == sum(cell.ops)
