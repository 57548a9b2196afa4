"""Small dictionaries of the worker's own, made, filled, read and dropped.

Mechanism: allocation and freeing by the same thread (pymalloc under a GIL, mimalloc's heap of each thread without).
Flat with a GIL. Free-threaded no object is shared, so it should scale nearly with the cores, less what the garbage collector's pauses take.
op: one dictionary made, filled, read and dropped.
"""

PARAMETERS = {"size": {"default": 16, "low": 1, "high": 100_000, "unit": "entries", "help": "entries in a dictionary"}}


def begin(cell, index):
    return int(str(cell.parameters["size"]))  # a number of the worker's own: above 256 it is an object with a count


def run(n, size):
    total = 0
    for _ in range(n):
        table = {}
        for key in range(size):
            table[key] = key
        total += len(table) + table[size - 1]
    return total


def check(cell):
    return cell.total == (2 * cell.parameters["size"] - 1) * sum(cell.ops)
