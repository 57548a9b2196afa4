"""Random numbers from a NumPy Generator of one's own; numpy_generator_shared is its twin.

Mechanism: PCG64 fills an array of the worker's own without the GIL, under the generator's lock, which only its owner takes. It should scale with
the cores on every build, where `numbers` is so large that letting go of a GIL costs little beside it: with 1000 two workers
did no more than one, and at worst half of it.
Claim C26.
library: numpy
op: `numbers` numbers from 0 to 1 drawn into an array.
"""

from _numpy_generator import PARAMETERS, check, make_generator, make_state, run


def begin(cell, index):
    return make_state(cell, make_generator())
