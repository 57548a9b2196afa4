"""Successive over-relaxation of a grid, as in SciMark: elements drawn to their neighbours.

Mechanism: float arithmetic over a private list of lists, one row bound to a name at a time; nothing is shared but functions.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1. Claim C3 ("scimark_sor").
op: `sweeps` sweeps over a grid of `size` times `size`, from the same start, with the factor 1.25.
"""

PARAMETERS = {
    "size": {"default": 24, "low": 4, "high": 100, "unit": "rows", "help": "rows and columns of the grid"},
    "sweeps": {"default": 10, "low": 1, "high": 50, "unit": "sweeps", "help": "sweeps over the grid in an op"},
}


def relax(grid, sweeps, omega=1.25):
    """The border stays as it is."""
    near = omega * 0.25
    self_share = 1.0 - omega
    width = len(grid[0])
    for _ in range(sweeps):
        for i in range(1, len(grid) - 1):
            above, row, below = grid[i - 1], grid[i], grid[i + 1]
            for j in range(1, width - 1):
                row[j] = near * (above[j] + below[j] + row[j - 1] + row[j + 1]) + self_share * row[j]


def start(size):
    """Hot (1000) along the first row, 0 elsewhere."""
    return [[1000.0] * size] + [[0.0] * size for _ in range(size - 1)]


def warmth(grid):
    return round(sum(map(sum, grid)) * 1e3)


def begin(cell, index):
    return start(cell.parameters["size"]), cell.parameters["sweeps"]


def run(n, state):
    first, sweeps = state
    total = 0
    for _ in range(n):
        grid = [row.copy() for row in first]
        relax(grid, sweeps)
        total += warmth(grid)
    return total


def check(cell):
    size, sweeps = cell.parameters["size"], cell.parameters["sweeps"]
    # Relaxed long enough, the grid is harmonic: by symmetry the middle of a square with one hot side of four is a quarter as hot.
    square = [[1000.0] * 9] + [[0.0] * 9 for _ in range(8)]
    relax(square, 200)
    assert abs(square[4][4] - 250.0) < 1e-6
    flat = {(i, j): 1000.0 if i == 0 else 0.0 for i in range(size) for j in range(size)}  # the same over a dictionary
    for _ in range(sweeps):
        for i in range(1, size - 1):
            for j in range(1, size - 1):
                mean = (flat[i - 1, j] + flat[i + 1, j] + flat[i, j - 1] + flat[i, j + 1]) / 4
                flat[i, j] += 1.25 * (mean - flat[i, j])
    ops = sum(cell.ops)
    return abs(cell.total - round(sum(flat.values()) * 1e3) * ops) <= ops
