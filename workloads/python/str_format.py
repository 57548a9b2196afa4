"""A formatted string of a number, a fraction and a name.

Mechanism: format calls on builtin types, and short strings made and dropped by one worker.
Flat with a GIL. Free-threaded only builtin types and constants are shared, so it should scale since 3.13t. The constants here have no spaces:
others are counted on 3.13t, see load_string_const.
op: one string of three formatted fields.
"""


def begin(cell, index):
    return index % 10, 12.5, f"worker_{index % 10}"


def run(n, state):
    count, share, name = state
    total = 0
    for _ in range(n):
        total += len(f"{count:06d}_{share:f}_{name}")
    return total


def check(cell):
    return cell.total == len("000001_12.500000_worker_1") * sum(cell.ops)
