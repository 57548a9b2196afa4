"""The chaos game: a point that jumps halfway to a corner of a triangle, again and again.

Mechanism: small objects made by operator methods, a list of lists counted up, a generator in Python; all private to a worker.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1.
op: `jumps` jumps from the same start, counted in a picture of 64 by 64.
"""

from _lcg import Lcg

PARAMETERS = {"jumps": {"default": 1000, "low": 1, "high": 10000, "unit": "jumps", "help": "jumps in an op"}}

PIXELS = 64


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        return Point(self.x * factor, self.y * factor)


def play(jumps, corners):
    random = Lcg(5)
    point = corners[0]
    picture = [[0] * PIXELS for _ in range(PIXELS)]
    for _ in range(jumps):
        point = (point + corners[random.below(3)]) * 0.5
        picture[int(point.y * PIXELS)][int(point.x * PIXELS)] += 1
    return picture


def moments(picture):
    """Tells a picture from nearly every other: each pixel weighed with where it is."""
    return sum(count * (1 + x + PIXELS * y) for y, row in enumerate(picture) for x, count in enumerate(row))


def triangle():
    return [Point(0.0, 0.0), Point(1.0, 0.0), Point(0.0, 1.0)]


def begin(cell, index):
    return cell.parameters["jumps"], triangle()


def run(n, state):
    jumps, corners = state
    total = 0
    for _ in range(n):
        total += moments(play(jumps, corners))
    return total


def check(cell):
    full = play(20_000, triangle())
    # Between these corners, the pixels of the Sierpinski triangle are those whose coordinates have no common bit: 3 to the 6th of them.
    assert all((full[y][x] > 0) == (x & y == 0) for y in range(PIXELS) for x in range(PIXELS)), "not the Sierpinski triangle"
    assert sum(map(sum, full)) == 20_000
    random, x, y, expected = Lcg(5), 0.0, 0.0, 0
    for _ in range(cell.parameters["jumps"]):
        corner = random.below(3)
        x = (x + (corner == 1)) * 0.5
        y = (y + (corner == 2)) * 0.5
        expected += 1 + int(x * PIXELS) + PIXELS * int(y * PIXELS)
    return cell.total == expected * sum(cell.ops)
