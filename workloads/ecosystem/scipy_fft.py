"""SciPy's Fourier transform of real numbers and its inverse.

Mechanism: pocketfft in C++ without the GIL (`workers=1`: on the calling thread), on an array of the worker's own, with a cache of plans for all
under a lock; the choice of the backend around each in Python. It should scale with the cores on every build, more with larger arrays. The array
is made of three waves, so that all but three amplitudes must be 0, and it must come back as it was, to 1e-9.
Claim C26.
library: scipy
op: one transform of `size` numbers and one back.
"""

import numpy as np
import scipy.fft

PARAMETERS = {"size": {"default": 8192, "low": 16, "high": 10_000_000, "unit": "numbers", "help": "elements of the array"}}

WAVES = {1: 2.0, 3: -1.0, 5: 0.5}  # turns over the whole array, and amplitude


class State:
    def __init__(self, size):
        angle = 2 * np.pi * np.arange(size) / size
        self.waves = sum(amplitude * np.cos(turns * angle) for turns, amplitude in WAVES.items())
        self.amplitudes = np.zeros(size // 2 + 1)
        for turns, amplitude in WAVES.items():
            self.amplitudes[turns] = amplitude * size / 2


def begin(cell, index):
    return State(cell.parameters["size"])


def run(n, state):
    waves, size = state.waves, len(state.waves)
    right = 0
    for _ in range(n):
        amplitudes = scipy.fft.rfft(waves, workers=1)
        back = scipy.fft.irfft(amplitudes, size, workers=1)
        right += bool(abs(amplitudes - state.amplitudes).max() < 1e-9 * size and abs(back - waves).max() < 1e-9)
    return right


def check(cell):
    return cell.total == sum(cell.ops)
