"""Random numbers from one NumPy Generator for all; numpy_generator_private is its twin.

Mechanism: PCG64 fills an array of the worker's own without the GIL, but under the generator's lock, which all workers take: flat on every build,
and worse than flat where handing over the lock takes long beside filling. No number may be drawn twice: all of them together must leave the
generator where one worker alone would have.
library: numpy
op: `numbers` numbers from 0 to 1 drawn into an array of the worker's own.
"""

from _numpy_generator import PARAMETERS, check, make_generator, make_state, run

MODES = ("threads",)


def setup(cell):
    return make_generator()


def begin(cell, index):
    return make_state(cell, cell.shared)
