"""A mixed task: small dictionaries made, a singular value decomposition, a filter.

Mechanism: allocation of many small dictionaries, float arithmetic in nested loops, a list comprehension over the dictionaries; all private. The
decomposition is written in Python here (one-sided Jacobi), for the standard library has none: it keeps the GIL, as a native one need not.
Flat with a GIL. Free-threaded it should scale with the cores, less the collector's pauses, which the dictionaries bring on.
Claim C4, whose task has 10,000 dictionaries and 500 rows.
op: one task with `dicts` dictionaries and a matrix of `rows` times `rows`.
"""

from _lcg import Lcg

PARAMETERS = {
    "dicts": {"default": 2000, "low": 1, "high": 10000, "unit": "dictionaries", "help": "dictionaries that are made and filtered"},
    "rows": {"default": 8, "low": 1, "high": 24, "unit": "rows", "help": "rows and columns of the matrix"},
}


def singular_values(columns):
    """Turns pairs of columns until all are at right angles; their lengths are then the singular values."""
    columns = [column.copy() for column in columns]
    turned = True
    while turned:
        turned = False
        for i in range(len(columns)):
            for j in range(i + 1, len(columns)):
                a, b = columns[i], columns[j]
                aa = sum(x * x for x in a)
                bb = sum(x * x for x in b)
                ab = sum(x * y for x, y in zip(a, b))
                if ab * ab <= 1e-24 * aa * bb:
                    continue
                turned = True
                zeta = (bb - aa) / (2.0 * ab)
                tangent = (1.0 if zeta >= 0.0 else -1.0) / (abs(zeta) + (1.0 + zeta * zeta) ** 0.5)
                cosine = 1.0 / (1.0 + tangent * tangent) ** 0.5
                sine = cosine * tangent
                columns[i] = [cosine * x - sine * y for x, y in zip(a, b)]
                columns[j] = [sine * x + cosine * y for x, y in zip(a, b)]
    return [sum(x * x for x in column) ** 0.5 for column in columns]


def make_matrix(rows):
    random = Lcg(23)
    return [[random.unit() - 0.5 for _ in range(rows)] for _ in range(rows)]


def millionths(values):
    return round(sum(values) * 1e6)


def task(dicts, matrix):
    items = [{"id": i, "value": i * 0.5, "name": f"item {i}"} for i in range(dicts)]
    values = singular_values(matrix)
    kept = [item for item in items if item["value"] % 3.0 < 1.0]
    return len(kept) * 1_000_000_000 + millionths(values)


def begin(cell, index):
    return cell.parameters["dicts"], make_matrix(cell.parameters["rows"])


def run(n, state):
    dicts, matrix = state
    total = 0
    for _ in range(n):
        total += task(dicts, matrix)
    return total


def check(cell):
    known = singular_values([[3.0, 4.0], [0.0, 5.0]])  # of this matrix they are 3 and 1 times the root of 5
    assert all(abs(x - y) < 1e-12 for x, y in zip(sorted(known), (5.0**0.5, 3 * 5.0**0.5)))
    matrix = make_matrix(cell.parameters["rows"])
    values = singular_values(matrix)
    assert abs(sum(x * x for x in values) - sum(x * x for row in matrix for x in row)) < 1e-9, "turning changes no lengths"
    kept = sum(i % 6 < 2 for i in range(cell.parameters["dicts"]))
    return cell.total == (kept * 1_000_000_000 + millionths(values)) * sum(cell.ops)
