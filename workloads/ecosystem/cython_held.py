"""A loop that Cython compiles as it stands; cython_nogil is its twin.

Mechanism: C that keeps the GIL, although it needs nothing of Python's. Flat with a GIL; without one it should scale with the cores, as the
extension says that it can do without a GIL. It is compiled at the first use for a build, and kept.
Claim C28.
library: cython
op: one integral of `steps` steps.
"""

from _cython_integral import PARAMETERS, begin, check, load, run


def setup(cell):
    return load().integrate_held
