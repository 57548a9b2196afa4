"""What random_private and random_shared have in common."""

import random

NUMBERS = 8


def make(cell=None):
    return random.Random(20)


def run(n, generator):
    draw = generator.random
    total = 0.0
    for _ in range(n):
        total += draw() + draw() + draw() + draw() + draw() + draw() + draw() + draw()
    return n if 0 <= total < NUMBERS * max(n, 1) else 0


def position(generator):
    """How far the Mersenne Twister is in its block of 624 words; a number takes two of them."""
    return generator.getstate()[1][-1] % 624


def check(cell):
    ops = {}
    for generator, done in zip(cell.states, cell.ops):
        ops.setdefault(id(generator), [generator, 0])[1] += done
    # Two workers that got the same number, or a number that was skipped, would show here.
    drawn = all(position(generator) == 2 * NUMBERS * done % 624 for generator, done in ops.values())
    return drawn and cell.total == sum(cell.ops)
