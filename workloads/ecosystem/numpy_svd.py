"""NumPy's singular value decomposition, which is LAPACK's gesdd.

Mechanism: a native kernel on a matrix of the worker's own, without the GIL; the matrices of the result are allocated anew each time. It should
scale with the cores on every build. The matrix is made from one whose singular values are known by formula, by two reflections, which leave them
as they are: all are compared with the formula, to 1e-10 of the largest, and at the end the last op's three factors are multiplied and compared
with the matrix.
Claims C4, whose own size is -p size=500, and C26. svd is the same without NumPy.
library: numpy
op: one decomposition with all singular vectors of a matrix of `size` rows and columns.
"""

import numpy as np

PARAMETERS = {"size": {"default": 48, "low": 2, "high": 5000, "unit": "rows", "help": "rows and columns of the matrix"}}


def reflection(size, multiplier):
    normal = np.arange(1, size + 1) * multiplier % 13 - 5.5
    return np.eye(size) - 2 / (normal @ normal) * np.outer(normal, normal)


class State:
    def __init__(self, size):
        self.values = 1 + np.arange(size, 0.0, -1.0) / size
        self.matrix = reflection(size, 3) * self.values @ reflection(size, 5)
        self.factors = None


def begin(cell, index):
    return State(cell.parameters["size"])


def run(n, state):
    matrix, values = state.matrix, state.values
    right = 0
    for _ in range(n):
        state.factors = np.linalg.svd(matrix)
        right += bool(np.abs(state.factors[1] - values).max() < 2e-10)
    return right


def check(cell):
    for state in cell.states:
        left, values, right = state.factors
        assert np.abs(left * values @ right - state.matrix).max() < 2e-10, "the factors do not make up the matrix"
    return cell.total == sum(cell.ops)
