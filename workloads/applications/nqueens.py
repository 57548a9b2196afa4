"""Queens on a chessboard, none of which attacks another: recursive generators and sets.

Mechanism: generators inside generators, sets of small numbers, tuples; all private, only functions are shared.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1.
op: all solutions for a board of `size` times `size` found.
"""

PARAMETERS = {"size": {"default": 7, "low": 1, "high": 8, "unit": "rows", "help": "rows and columns of the board"}}

SOLUTIONS = (1, 1, 0, 0, 2, 10, 4, 40, 92)  # for 0 to 8 rows


def solutions(size):
    columns, rising, falling = set(), set(), set()

    def place(row, queens):
        if row == size:
            yield queens
            return
        for column in range(size):
            if column in columns or row + column in rising or row - column in falling:
                continue
            columns.add(column)
            rising.add(row + column)
            falling.add(row - column)
            yield from place(row + 1, queens + (column,))
            columns.remove(column)
            rising.remove(row + column)
            falling.remove(row - column)

    return place(0, ())


def first_columns(size):
    """1000 for each solution, and the column of its first queen."""
    return sum(1000 + queens[0] for queens in solutions(size))


def setup(cell):
    return cell.parameters["size"]


def run(n, size):
    total = 0
    for _ in range(n):
        total += 1 + first_columns(size)
    return total


def check(cell):
    size = cell.parameters["size"]
    found = SOLUTIONS[size]
    expected = 1 + found * 1000 + found * (size - 1) // 2  # every solution has a mirror image
    return cell.total == expected * sum(cell.ops)
