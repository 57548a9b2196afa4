"""A dense matrix factorised with pivots and an equation solved with it, as in SciMark's LU.

Mechanism: float arithmetic in nested loops over a private list of lists; nothing is shared but functions.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1. Claim C3 ("scimark_lu").
op: a matrix of `size` times `size` copied, factorised in place, and one right-hand side solved.
"""

from _lcg import Lcg

PARAMETERS = {"size": {"default": 24, "low": 1, "high": 100, "unit": "rows", "help": "rows and columns of the matrix"}}


def factorize(a):
    """In place: U on and above the diagonal, L without its ones below. Returns the rows exchanged."""
    size = len(a)
    pivots = []
    for k in range(size):
        pivot = k
        for i in range(k + 1, size):
            if abs(a[i][k]) > abs(a[pivot][k]):
                pivot = i
        pivots.append(pivot)
        a[k], a[pivot] = a[pivot], a[k]
        row = a[k]
        inverse = 1.0 / row[k]
        for i in range(k + 1, size):
            below = a[i]
            factor = below[k] * inverse
            below[k] = factor
            for j in range(k + 1, size):
                below[j] -= factor * row[j]
    return pivots


def solve(a, pivots, b):
    size = len(a)
    x = b.copy()
    for k, pivot in enumerate(pivots):
        x[k], x[pivot] = x[pivot], x[k]
    for i in range(size):
        row = a[i]
        for j in range(i):
            x[i] -= row[j] * x[j]
    for i in range(size - 1, -1, -1):
        row = a[i]
        for j in range(i + 1, size):
            x[i] -= row[j] * x[j]
        x[i] /= row[i]
    return x


def equation(size):
    """A matrix, and the right-hand side whose solution is 1, 2, 3 ..."""
    random = Lcg(11)
    a = [[random.unit() + (size if i == j else 0) for j in range(size)] for i in range(size)]
    a.reverse()  # so that every pivot has to be looked for
    return a, [sum(x * (j + 1) for j, x in enumerate(row)) for row in a]


def begin(cell, index):
    return equation(cell.parameters["size"])


def run(n, state):
    matrix, b = state
    total = 0
    for _ in range(n):
        a = [row.copy() for row in matrix]
        x = solve(a, factorize(a), b)
        total += round(sum(x) * 1e6)
    return total


def check(cell):
    a = [[2.0, 1.0, 1.0], [4.0, 3.0, 3.0], [8.0, 7.0, 9.0]]  # worked out by hand
    assert factorize(a) == [2, 2, 2]
    assert all(abs(x - y) < 1e-12 for x, y in zip(a[0] + a[1] + a[2], [8, 7, 9, 0.25, -0.75, -1.25, 0.5, 2 / 3, -2 / 3]))
    size, ops = cell.parameters["size"], sum(cell.ops)
    return abs(cell.total - size * (size + 1) // 2 * 1_000_000 * ops) <= ops
