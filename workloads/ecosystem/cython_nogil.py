"""A loop that Cython compiles within `with nogil`; cython_held is its twin.

Mechanism: C without the GIL, which is given up and taken again around each call. It should scale with the cores on every build. The loop is that
of compiled_loop: what the call costs shows with few steps. It is compiled at the first use for a build, and kept.
Claim C28.
library: cython
op: one integral of `steps` steps.
"""

from _cython_integral import PARAMETERS, begin, check, load, run


def setup(cell):
    return load().integrate_nogil
