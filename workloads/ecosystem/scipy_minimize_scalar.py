"""SciPy's search for a minimum of a function of one variable, which is written in Python.

Mechanism: a method in Python that calls a function in Python, over and over; nothing of it is native. Flat with a GIL; without one it should
scale with the cores. Where the minimum lies, and how low it is, is known; each op searches another function's.
library: scipy
op: one search by Brent's method, within bounds.
"""

from scipy.optimize import minimize_scalar

FUNCTIONS = 16


def begin(cell, index):
    return [0]


def run(n, state):
    number = state[0]
    right = 0
    for _ in range(n):
        place = number / 4
        found = minimize_scalar(lambda x: (x - place) ** 2 + (x - place) ** 4 + place, bounds=(-10.0, 10.0), method="bounded")
        right += bool(abs(found.x - place) < 1e-4 and abs(found.fun - place) < 1e-8)
        number = (number + 1) % FUNCTIONS
    state[0] = number
    return right


def check(cell):
    return cell.total == sum(cell.ops)
