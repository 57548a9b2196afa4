"""NumPy's string functions: names joined, searched and measured.

Mechanism: loops over arrays of text, of fixed width (`kind=fixed`) or of any length (`kind=variable`, since NumPy 2.0), all of the worker's own.
They are universal functions like those of numbers, so large ones let go of a GIL; the texts of variable length lie in an arena of their type's
with a lock, and each worker has a type of its own. Should scale with the cores on every build as far as the functions' part in Python lets it.
What comes out is compared with what Python's own strings come to.
library: numpy
op: `names` names joined with a suffix, searched for a digit, and their lengths added up.
"""

import numpy as np

PARAMETERS = {
    "names": {"default": 2000, "low": 1, "high": 1_000_000, "unit": "names", "help": "elements of the array"},
    "kind": {"default": "fixed", "choices": ["fixed", "variable"], "help": "how NumPy stores them: numpy.str_ or StringDType"},
}

SUFFIX, DIGIT = "@example.org", "7"


class State:
    def __init__(self, count, kind):
        names = [f"name {number * 7919 % 10007}" for number in range(count)]
        kind = np.str_ if kind == "fixed" else np.dtypes.StringDType()
        self.names = np.array(names, dtype=kind)
        self.suffix, self.digit = np.array(SUFFIX, dtype=kind), np.array(DIGIT, dtype=kind)
        self.found = sum(name.find(DIGIT) for name in names)
        self.length = sum(len(name + SUFFIX) for name in names)


def begin(cell, index):
    if not hasattr(np, "strings"):
        raise NotImplementedError(f"NumPy {np.__version__} has no numpy.strings; 2.0 has")
    return State(cell.parameters["names"], cell.parameters["kind"])


def run(n, state):
    names, suffix, digit = state.names, state.suffix, state.digit
    right = 0
    for _ in range(n):
        joined = np.strings.add(names, suffix)
        found = int(np.strings.find(joined, digit).sum())
        right += found == state.found and int(np.strings.str_len(joined).sum()) == state.length
    return right


def check(cell):
    return cell.total == sum(cell.ops)
