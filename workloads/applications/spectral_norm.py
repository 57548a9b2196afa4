"""The spectral norm of a matrix: a small function called for every element.

Mechanism: Python function calls and float arithmetic, generator expressions and sum(); nothing is shared but functions.
Flat with a GIL. Free-threaded it should scale with the cores: functions have deferred counts (3.13t: they are immortal).
Claim C1. Claim C3 ("spectral_norm").
op: ten rounds of the power method on a matrix of `size` times `size`.
"""

PARAMETERS = {"size": {"default": 16, "low": 2, "high": 64, "unit": "rows", "help": "rows and columns of the matrix"}}


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    return [sum(element(i, j) * x for j, x in enumerate(vector)) for i in range(len(vector))]


def times_transposed(vector):
    return [sum(element(j, i) * x for j, x in enumerate(vector)) for i in range(len(vector))]


def norm(size):
    u = [1.0] * size
    for _ in range(10):
        v = times_transposed(times(u))
        u = times_transposed(times(v))
    return (sum(x * y for x, y in zip(u, v)) / sum(y * y for y in v)) ** 0.5


def setup(cell):
    return cell.parameters["size"]


def run(n, size):
    total = 0
    for _ in range(n):
        total += round(norm(size) * 1e9)
    return total


def check(cell):
    assert round(norm(100) * 1e9) == 1_274_219_991, "the published norm at 100 rows"
    return cell.total == round(norm(cell.parameters["size"]) * 1e9) * sum(cell.ops)
