"""pandas' group-by: a frame of two columns, its values added up by key.

Mechanism: finding the groups and adding up are loops in Cython that let go of a GIL (`nogil`); what goes from one to the next, the frame, its
index, the checks of the arguments, is Python. With a GIL it should gain what the loops take, more with larger frames; without one it should
scale with the cores. The phases tell the frame, the group-by and the dictionary of sums apart. Each worker's frame is its own, for pandas is not
made for threads that share one (pandas-dev/pandas#63685). pandas 2.3.1 switches the GIL of a free-threaded build back on
(pandas-dev/pandas#61844), 3.0 does not.
Claim C31.
library: pandas
op: one frame of `rows` rows made and added up by 100 keys.
"""

import numpy as np
import pandas as pd
from _sales import PARAMETERS, check, make_sales

PHASES = ("prepare", "native", "result")


class State:
    def __init__(self, rows, phase):
        self.phase = phase
        keys, values, self.sums = make_sales(rows)
        self.keys, self.values = np.array(keys), np.array(values)


def begin(cell, index):
    return State(cell.parameters["rows"], cell.phase)


def run(n, state):
    phase = state.phase
    right = 0
    for _ in range(n):
        phase(0)
        frame = pd.DataFrame({"key": state.keys, "value": state.values})
        phase(1)
        sums = frame.groupby("key")["value"].sum()
        phase(2)
        right += sums.to_dict() == state.sums
    return right
