"""What list_of_lists_private and list_of_lists_shared have in common: a matrix of 16 by 16, read by columns."""

SIZE = 16


def make(cell=None):
    # Small numbers are immortal: what is counted are the rows.
    return [[row * SIZE + column for column in range(SIZE)] for row in range(SIZE)]


def run(n, matrix):
    total = 0
    for op in range(n):
        column = op % SIZE
        for row in matrix:
            total += row[column]
    # Column c adds up to 1920 + 16 c.
    rounds, rest = divmod(n, SIZE)
    expected = n * 1920 + SIZE * (rounds * 120 + rest * (rest - 1) // 2)
    return n if total == expected else 0


def check(cell):
    return cell.total == sum(cell.ops)
