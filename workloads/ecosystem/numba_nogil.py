"""A loop that Numba compiles with nogil=True; numba_held is its twin.

Mechanism: machine code without the GIL, which is given up and taken again around each call. It should scale with the cores on every build. The
loop is that of compiled_loop, in C: what the call costs shows with few steps.
Claim C28.
library: numba
op: one integral of `steps` steps.
"""

from _numba_integral import PARAMETERS, begin, check, compile_integrate, run


def setup(cell):
    return compile_integrate(nogil=True)
