"""A loop that Numba compiles as it does by itself; numba_nogil is its twin.

Mechanism: machine code that keeps the GIL, although it needs nothing of Python's. Flat with a GIL; without one it should scale with the cores.
Claim C28.
library: numba
op: one integral of `steps` steps.
"""

from _numba_integral import PARAMETERS, begin, check, compile_integrate, run


def setup(cell):
    return compile_integrate(nogil=False)
