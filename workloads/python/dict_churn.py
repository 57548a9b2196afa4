"""Small private dictionaries, made and dropped: no object in common but the dict type.

Mechanism: allocation and freeing by the same thread (pymalloc under a GIL, mimalloc's per-thread heaps without). Flat with a GIL;
without one it should scale nearly with the cores, less what the garbage collector's pauses take.
op: one dictionary made, filled, read and dropped.
"""

PARAMETERS = {
    "size": {"default": 16, "low": 0, "high": 100_000, "unit": "entries", "help": "entries in a dictionary"},
}


def setup(cell):
    return cell.parameters["size"]


def run(n, size):
    total = 0
    for _ in range(n):
        table = {}
        for key in range(size):
            table[key] = key
        total += len(table)
    return total


def check(cell):
    return cell.total == cell.parameters["size"] * sum(cell.ops)
