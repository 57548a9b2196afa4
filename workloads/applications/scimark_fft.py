"""A fast Fourier transform there and back, over floats in a list, as in SciMark.

Mechanism: float arithmetic and index arithmetic over one private list; nothing is shared but functions.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1. Claim C3 ("scimark_fft").
op: 2 to the power `doublings` complex points transformed, transformed back, and compared with what they were.
"""

import math

from _lcg import Lcg

PARAMETERS = {"doublings": {"default": 8, "low": 1, "high": 11, "help": "2 to this power complex points"}}


def reorder(data):
    """Exchanges the points whose numbers are each other's bits in reverse."""
    size = len(data) // 2
    j = 0
    for i in range(size - 1):
        if i < j:
            data[2 * i], data[2 * j] = data[2 * j], data[2 * i]
            data[2 * i + 1], data[2 * j + 1] = data[2 * j + 1], data[2 * i + 1]
        bit = size >> 1
        while bit <= j:
            j -= bit
            bit >>= 1
        j += bit


def transform(data, direction):
    """In place: real and imaginary parts in turn; direction is -1, or 1 for the way back, which is not divided by the size."""
    size = len(data) // 2
    reorder(data)
    half = 1
    while half < size:
        step = direction * math.pi / half
        turn_real, turn_imaginary = math.cos(step), math.sin(step)
        w_real, w_imaginary = 1.0, 0.0
        for start in range(half):
            for at in range(2 * start, 2 * size, 4 * half):
                other = at + 2 * half
                x, y = data[other], data[other + 1]
                real = w_real * x - w_imaginary * y
                imaginary = w_real * y + w_imaginary * x
                data[other] = data[at] - real
                data[other + 1] = data[at + 1] - imaginary
                data[at] += real
                data[at + 1] += imaginary
            w_real, w_imaginary = w_real * turn_real - w_imaginary * turn_imaginary, w_real * turn_imaginary + w_imaginary * turn_real
        half *= 2


def samples(size):
    random = Lcg(7)
    return [random.unit() for _ in range(2 * size)]


def there_and_back(original):
    """Millionths: the power of the spectrum, which by Parseval is that of the signal, or 0 when the way back does not end where it began."""
    size = len(original) // 2
    data = original.copy()
    transform(data, -1)
    power = sum(x * x for x in data) / size
    transform(data, 1)
    error = max(abs(x / size - y) for x, y in zip(data, original))
    return round(power * 1e6) if error < 1e-9 else 0


def begin(cell, index):
    return samples(2 ** cell.parameters["doublings"])


def run(n, original):
    total = 0
    for _ in range(n):
        total += there_and_back(original)
    return total


def check(cell):
    original = samples(2 ** cell.parameters["doublings"])
    data = [1.0, 0.0] + [0.0] * 14  # the transform of an impulse is 1 everywhere, that of a constant an impulse
    transform(data, -1)
    assert all(abs(x - y) < 1e-12 for x, y in zip(data, [1.0, 0.0] * 8))
    transform(data, -1)
    assert all(abs(x - y) < 1e-12 for x, y in zip(data, [8.0] + [0.0] * 15))
    expected = round(sum(x * x for x in original) * 1e6)
    ops = sum(cell.ops)
    return abs(cell.total - expected * ops) <= ops
