"""SciPy's k-d tree: the nearest of many points looked up in a tree that all workers share.

Mechanism: C++ without the GIL (`workers=1`: on the calling thread) over a tree that is only read. It should scale with the cores on every build,
more with more points to look up. The points lie on a grid and those looked up a little beside it, so the nearest is known.
library: scipy
op: the nearest of `side` times `side` points looked up for 1000 others.
"""

import numpy as np
from scipy.spatial import cKDTree

PARAMETERS = {"side": {"default": 100, "low": 2, "high": 3000, "unit": "points", "help": "points along one side of the grid"}}

LOOKED_UP = 1000


def setup(cell):
    side = cell.parameters["side"]
    grid = np.stack(np.divmod(np.arange(side * side), side), axis=1).astype(float)
    numbers = np.arange(LOOKED_UP) * 7919 % len(grid)
    return cKDTree(grid), grid[numbers] + (0.3, -0.2), numbers


def begin(cell, index):
    return cell.shared


def run(n, state):
    tree, points, numbers = state
    right = 0
    for _ in range(n):
        _, nearest = tree.query(points, workers=1)
        right += np.array_equal(nearest, numbers)
    return right


def check(cell):
    return cell.total == sum(cell.ops)
