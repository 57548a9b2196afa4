"""SciPy's solution of a system of linear equations.

Mechanism: checks of the matrix in Python, then LAPACK's factors and their use, on a matrix of the worker's own. A native kernel, but SciPy
1.17's keeps the GIL, whatever the size (with -p size=500 it was held for 96 % of an op): flat with a GIL, where numpy_svd is not; without one it
should scale with the cores. The solution is known, and compared to 1e-9.
Claim C26.
library: scipy
op: one system of `size` equations solved.
"""

import numpy as np
import scipy.linalg

PARAMETERS = {"size": {"default": 96, "low": 1, "high": 10_000, "unit": "equations", "help": "rows and columns of the matrix"}}


class State:
    def __init__(self, size):
        self.matrix = (np.arange(size * size) * 7 % 17 - 8).reshape(size, size) + 20.0 * size * np.eye(size)
        self.solution = np.arange(size) % 7 - 3.0
        self.right_side = self.matrix @ self.solution


def begin(cell, index):
    return State(cell.parameters["size"])


def run(n, state):
    right = 0
    for _ in range(n):
        solution = scipy.linalg.solve(state.matrix, state.right_side)
        right += bool(abs(solution - state.solution).max() < 1e-9)
    return right


def check(cell):
    return cell.total == sum(cell.ops)
