"""Small private dictionaries, made and dropped: the allocator and the dict type, no object in common.

Mechanism: allocation and freeing by the same thread (pymalloc under a GIL, mimalloc's per-thread heaps without). Flat with a GIL;
without one it should scale nearly with the cores, less what the garbage collector's pauses take.
op: one dictionary made, filled, read and dropped.
"""

PARAMETERS = {"size": 16}  # entries in a dictionary


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
