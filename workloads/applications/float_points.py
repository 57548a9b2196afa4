"""Points in space, made, normalised and compared: objects with float attributes.

Mechanism: instances with __slots__, attribute reads and writes, math.sin, math.cos and math.sqrt through the module; nothing is shared but
the class, the functions and the module. pyperformance calls a program like this `float`.
Flat with a GIL. Free-threaded it should scale with the cores; 3.13t showed module functions as a bottleneck for a while (python/cpython#125985).
Claim C1. Claim C3 ("float").
op: `points` points made, each brought to length 1, and the greatest of each coordinate found.
"""

import math

PARAMETERS = {"points": {"default": 500, "low": 1, "high": 5000, "unit": "points", "help": "points in an op"}}


class Point:
    __slots__ = ("x", "y", "z")

    def __init__(self, angle):
        sine = math.sin(angle)
        self.x = sine
        self.y = math.cos(angle) * 3
        self.z = sine * sine / 2

    def normalize(self):
        length = math.sqrt(self.x * self.x + self.y * self.y + self.z * self.z)
        self.x /= length
        self.y /= length
        self.z /= length

    def raise_to(self, other):
        self.x = self.x if self.x > other.x else other.x
        self.y = self.y if self.y > other.y else other.y
        self.z = self.z if self.z > other.z else other.z


def greatest(count):
    points = [Point(float(i)) for i in range(count)]
    for point in points:
        point.normalize()
    top = points[0]
    for point in points[1:]:
        top.raise_to(point)
    return top


def millionths(point):
    return round((point.x + point.y + point.z) * 1e6)


def setup(cell):
    return cell.parameters["points"]


def run(n, count):
    total = 0
    for _ in range(n):
        total += millionths(greatest(count))
    return total


def check(cell):
    count = cell.parameters["points"]
    columns = [[], [], []]
    for i in range(count):  # the same without objects
        raw = math.sin(i), 3 * math.cos(i), math.sin(i) ** 2 / 2
        for column, value in zip(columns, raw):
            column.append(value / math.hypot(*raw))
    expected = round(sum(max(column) for column in columns) * 1e6)
    ops = sum(cell.ops)
    return expected > 0 and abs(cell.total - expected * ops) <= ops  # the last digit may be rounded the other way
