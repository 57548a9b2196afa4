"""What numba_nogil and numba_held have in common: a loop that Numba compiles before any worker starts."""

import numba

from _integral import PARAMETERS, begin, check, run


def integrate(start, end, steps):
    width = (end - start) / steps
    total = 0.0
    for i in range(steps):
        x = start + (i + 0.5) * width
        total += x * x - x
    return total * width


def compile_integrate(nogil):
    return numba.njit("float64(float64, float64, int64)", nogil=nogil)(integrate)
