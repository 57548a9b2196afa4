"""A formatted string of a number, a fraction and a name.

Mechanism: format calls on builtin types, and short strings made and dropped by one worker.
Flat with a GIL. Free-threaded nothing is shared but immortal types and constants, so it should scale since 3.13t; no thread says otherwise.
op: one string of three formatted fields.
"""


def begin(cell, index):
    return index, 12.5, f"worker {index % 10}"


def run(n, state):
    count, share, name = state
    total = 0
    for _ in range(n):
        total += len(f"{count:06d}: {share:6.2f} % of {name:>12}")
    return total


def check(cell):
    return cell.total == len("000001:  12.50 % of     worker 1") * sum(cell.ops)
