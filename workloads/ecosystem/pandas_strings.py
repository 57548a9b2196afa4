"""Text in pandas: a column of names put into upper case, searched and measured.

Mechanism: `kind=str` is pandas' own choice of a column of text, which since 3.0 is PyArrow's where that is installed, whose loops let go of a
GIL; `kind=object` is a column of Python strings, as it was for long, and a call of Python for each of them. So `object` should be flat with a
GIL, `str` gain what PyArrow's loops take, and both scale with the cores without one. What comes out is compared with what Python's own strings
come to.
Claims C30 and C31.
library: pandas
op: `names` names in upper case, those with a 7 counted, and their lengths added up.
"""

import pandas as pd

PARAMETERS = {
    "names": {"default": 5000, "low": 1, "high": 10_000_000, "unit": "names", "help": "rows of the column"},
    "kind": {"default": "str", "choices": ["str", "object"], "help": "the column's type"},
}


class State:
    def __init__(self, count, kind):
        names = [f"name {number * 7919 % 10007}" for number in range(count)]
        self.names = pd.Series(names, dtype=kind)
        if kind == "str" and self.names.dtype == object:
            raise NotImplementedError(f"pandas {pd.__version__} has no type of its own for text, and keeps Python's strings; 3.0 has")
        upper = [name.upper() for name in names]
        self.last = upper[-1]
        self.found = sum("7" in name for name in upper)
        self.length = sum(map(len, upper))


def begin(cell, index):
    return State(cell.parameters["names"], cell.parameters["kind"])


def run(n, state):
    names = state.names
    right = 0
    for _ in range(n):
        upper = names.str.upper()
        found, length = int(upper.str.contains("7", regex=False).sum()), int(upper.str.len().sum())
        right += found == state.found and length == state.length and upper.iloc[-1] == state.last
    return right


def check(cell):
    return cell.total == sum(cell.ops)
