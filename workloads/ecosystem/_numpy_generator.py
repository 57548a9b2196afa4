"""What numpy_generator_private and numpy_generator_shared have in common."""

import numpy as np

PARAMETERS = {"numbers": {"default": 1000, "low": 1, "high": 10_000_000, "unit": "numbers", "help": "random numbers of an op"}}

SEED = 20


def make_generator():
    return np.random.Generator(np.random.PCG64(SEED))


def make_state(cell, generator):
    return generator, np.empty(cell.parameters["numbers"])


def run(n, state):
    generator, numbers = state
    right = 0
    for _ in range(n):
        numbers[-1] = -1.0
        generator.random(out=numbers)
        right += 0.0 <= numbers.item(-1) < 1.0
    return right


def check(cell):
    """A generator stands where as many draws leave it as were asked for: two workers that got the same number would show here."""
    drawn = {}
    for (generator, _), ops in zip(cell.states, cell.ops):
        drawn.setdefault(id(generator), [generator, 0])[1] += ops * cell.parameters["numbers"]
    for generator, draws in drawn.values():
        assert generator.bit_generator.state == np.random.PCG64(SEED).advance(draws).state, "numbers were drawn twice, or not at all"
    return cell.total == sum(cell.ops)
