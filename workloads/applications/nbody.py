"""Planets pulled by gravity: float arithmetic on private lists.

Mechanism: float objects made and dropped by the thousand, list items read and written; nothing is shared but functions.
Flat with a GIL. Free-threaded it should scale with the cores. Its one-thread cost is among the highest: 1.44x at 3.15.0a1
(facebookexperimental/free-threading-benchmarking). 3.13t does not specialise float arithmetic at all.
Claim C1. Claim C3 ("nbody").
op: the Sun and four planets from their known start through `steps` steps of 0.01 days, and their energy.
"""

from itertools import combinations
from math import pi

PARAMETERS = {"steps": {"default": 100, "low": 1, "high": 2000, "unit": "steps", "help": "steps of time in an op"}}

SUN_MASS = 4 * pi * pi
DAYS_A_YEAR = 365.24


def planet(x, y, z, vx, vy, vz, mass):
    """Position in astronomical units, velocity in those a day, mass in Suns; velocity is kept a year."""
    return [x * 1.0, y * 1.0, z * 1.0, vx * DAYS_A_YEAR, vy * DAYS_A_YEAR, vz * DAYS_A_YEAR, mass * SUN_MASS]


def solar_system():
    jupiter = planet(4.84143144246472090e00, -1.16032004402742839e00, -1.03622044471123109e-01,
                     1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05, 9.54791938424326609e-04)
    saturn = planet(8.34336671824457987e00, 4.12479856412430479e00, -4.03523417114321381e-01,
                    -2.76742510726411974e-03, 4.99852801234917238e-03, 2.30417297573763929e-05, 2.85885980666130812e-04)
    uranus = planet(1.28943695621391310e01, -1.51111514016986312e01, -2.23307578892655734e-01,
                    2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05, 4.36624404335156298e-05)
    neptune = planet(1.53796971148509165e01, -2.59193146099879641e01, 1.79258772950371181e-01,
                     2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05, 5.15138902046611451e-05)
    bodies = [[0.0] * 6 + [SUN_MASS * 1.0], jupiter, saturn, uranus, neptune]
    for axis in (3, 4, 5):  # the Sun moves so that the whole stands still
        bodies[0][axis] = -sum(body[axis] * body[6] for body in bodies) / SUN_MASS
    return bodies


def advance(bodies, pairs, steps, dt=0.01):
    for _ in range(steps):
        for a, b in pairs:
            dx = a[0] - b[0]
            dy = a[1] - b[1]
            dz = a[2] - b[2]
            square = dx * dx + dy * dy + dz * dz
            pull = dt / (square * square**0.5)
            by_a = a[6] * pull
            by_b = b[6] * pull
            a[3] -= dx * by_b
            a[4] -= dy * by_b
            a[5] -= dz * by_b
            b[3] += dx * by_a
            b[4] += dy * by_a
            b[5] += dz * by_a
        for body in bodies:
            body[0] += dt * body[3]
            body[1] += dt * body[4]
            body[2] += dt * body[5]


def energy(bodies, pairs):
    total = 0.0
    for _, _, _, vx, vy, vz, mass in bodies:
        total += mass * (vx * vx + vy * vy + vz * vz) / 2
    for a, b in pairs:
        total -= a[6] * b[6] / ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2) ** 0.5
    return total


def after(steps, start):
    bodies = [body.copy() for body in start]
    pairs = list(combinations(bodies, 2))
    advance(bodies, pairs, steps)
    return round(energy(bodies, pairs) * -1e9)


def begin(cell, index):
    return cell.parameters["steps"], solar_system()


def run(n, state):
    steps, start = state
    total = 0
    for _ in range(n):
        total += after(steps, start)
    return total


def check(cell):
    start = solar_system()
    bodies = [body.copy() for body in start]
    assert round(energy(bodies, list(combinations(bodies, 2))) * -1e9) == 169_075_164, "the published energy at the start"
    assert after(1000, start) == 169_087_605, "the published energy after 1000 steps"
    return cell.total == after(cell.parameters["steps"], start) * sum(cell.ops)
