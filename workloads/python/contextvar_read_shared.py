"""One context variable, read by all workers, each in its own context.

Mechanism: the reference count of the shared ContextVar object; the value that is read belongs to each worker's context.
Flat with a GIL. Free-threaded the count is contended on 3.13t (not immortal on 3.13.15t); later versions: to be measured.
Steadiness: beside itself in turns (half of the interval of the ratio of two labels of one build) 7.6 % with one of six pairs 11 % apart;
measured again 1.8 %. Against SHA-256 timed in the same process, 21 processes lay within 3 %, with random and with fixed addresses.
Twin: contextvar_read_private.
op: five reads.
"""

import contextvars

MODES = ("threads",)


def setup(cell):
    return contextvars.ContextVar("shared")


def begin(cell, index):
    cell.shared.set(1)
    return cell.shared


def run(n, variable):
    total = 0
    for _ in range(n):
        total += variable.get() + variable.get() + variable.get() + variable.get() + variable.get()
    return total


def check(cell):
    return cell.total == 5 * sum(cell.ops)
