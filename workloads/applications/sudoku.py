"""A sudoku solved by search: candidates as bit masks, the square with fewest tried first.

Mechanism: list items, small whole numbers, recursion; all private to a worker.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1.
op: `puzzles` puzzles solved, the same each time.
"""

PARAMETERS = {"puzzles": {"default": 1, "low": 1, "high": 10, "unit": "puzzles", "help": "puzzles in an op"}}

PUZZLE = "003020600900305001001806400008102900700000008006708200002609500800203009005010300"
SOLUTION = "483921657967345821251876493548132976729564138136798245372689514814253769695417382"
ALL = 0b111111111


def units(square):
    row, column = divmod(square, 9)
    return row, 9 + column, 18 + row // 3 * 3 + column // 3


def solve(text):
    """The solution as a string of 81 digits, or None. `used` has the digits of each row, column and box as bits."""
    digits = [int(c) for c in text]
    used = [0] * 27
    empty = []
    places = [units(square) for square in range(81)]
    for square, digit in enumerate(digits):
        if digit:
            for unit in places[square]:
                used[unit] |= 1 << digit - 1
        else:
            empty.append(square)

    def fill():
        fewest, at, choices = 10, -1, 0
        for i, square in enumerate(empty):
            row, column, box = places[square]
            free = ALL & ~(used[row] | used[column] | used[box])
            count = free.bit_count()
            if count < fewest:
                fewest, at, choices = count, i, free
                if count <= 1:
                    break
        if at < 0:
            return True
        if fewest == 0:
            return False
        square = empty[at]
        empty[at] = empty[-1]
        empty.pop()
        row, column, box = places[square]
        while choices:
            bit = choices & -choices
            choices ^= bit
            used[row] |= bit
            used[column] |= bit
            used[box] |= bit
            digits[square] = bit.bit_length()
            if fill():
                return True
            used[row] ^= bit
            used[column] ^= bit
            used[box] ^= bit
        digits[square] = 0
        empty.append(square)
        return False

    return "".join(map(str, digits)) if fill() else None


def weighed(solution):
    return sum(place * int(digit) for place, digit in enumerate(solution, 1))


def setup(cell):
    return cell.parameters["puzzles"]


def run(n, puzzles):
    total = 0
    for _ in range(n):
        for _ in range(puzzles):
            total += weighed(solve(PUZZLE))
    return total


def check(cell):
    assert all(given in ("0", digit) for given, digit in zip(PUZZLE, SOLUTION))
    for unit in range(27):
        assert {digit for square, digit in enumerate(SOLUTION) if unit in units(square)} == set("123456789")
    return cell.total == weighed(SOLUTION) * cell.parameters["puzzles"] * sum(cell.ops)
