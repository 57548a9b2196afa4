"""pandas' merge: orders joined with the customers who gave them, and what each order costs.

Mechanism: a hash table of the keys, made and looked up in Cython that lets go of a GIL for much of it; the columns of the result are gathered by
NumPy, and what lies between is Python. Frames are the worker's own. With a GIL it should gain what the loops take; without one it should scale
with the cores.
Claim C31.
library: pandas
op: `rows` orders joined with a tenth as many customers, and one sum.
"""

import numpy as np
import pandas as pd

PARAMETERS = {"rows": {"default": 20_000, "low": 10, "high": 10_000_000, "unit": "rows", "help": "rows of the larger frame"}}


class State:
    def __init__(self, rows):
        customers = rows // 10
        # Strides of a prime, so that neither side comes in the order of its keys.
        owners, numbers = np.arange(rows) * 7919 % customers, np.arange(customers) * 7919 % 1_000_003
        self.orders = pd.DataFrame({"customer": numbers[owners], "pieces": np.arange(rows) % 7})
        self.customers = pd.DataFrame({"customer": numbers[::-1], "price": np.arange(customers)[::-1] % 13})
        self.expected = rows, sum(row % 7 * (row * 7919 % customers % 13) for row in range(rows))


def begin(cell, index):
    return State(cell.parameters["rows"])


def run(n, state):
    right = 0
    for _ in range(n):
        joined = state.orders.merge(state.customers, on="customer")
        right += (len(joined), int((joined["pieces"] * joined["price"]).sum())) == state.expected
    return right


def check(cell):
    return cell.total == sum(cell.ops)
