"""One worker makes a dictionary grow and shrink while the other one reads it.

Mechanism: readers take no lock on a free-threaded build, so a table that a resize replaced must be kept until nobody can be reading it any more:
QSBR, and the memory that it holds back (python/cpython#133136). Flat with a GIL; without one the reader also waits for cache lines that the writer
has just written. With one worker it does both by turns.
op: one key put in or taken out by the resizer, or one key looked up by the reader.
"""

PARAMETERS = {
    "size": {"default": 2000, "low": 16, "high": 1_000_000, "unit": "keys", "help": "keys that a resizer puts in before it takes them out again"},
}

ROLES = ("resizer", "reader")
RING = 16


class Worker:
    def __init__(self, cell, index):
        self.table = cell.shared
        self.role = cell.roles[index]
        self.keys = [f"worker {index} key {i}" for i in range(cell.parameters["size"])]
        self.resized = 0
        self.read = 0

    def resize(self, n):
        table, keys, size = self.table, self.keys, len(self.keys)
        for op in range(self.resized, self.resized + n):
            growing, at = divmod(op % (2 * size), size)
            if growing == 0:
                table[keys[at]] = at
            else:
                del table[keys[at]]
        self.resized += n

    def look_up(self, n):
        table, key = self.table, "key 0"
        for _ in range(n):
            key = table[key]
        if key == f"key {n % RING}":
            self.read += n


def setup(cell):
    return {f"key {i}": f"key {(i + 1) % RING}" for i in range(RING)}


def begin(cell, index):
    return Worker(cell, index)


def run(n, worker):
    resizes = {"resizer": n, "reader": 0}.get(worker.role, n // 2)
    worker.resize(resizes)
    worker.look_up(n - resizes)


def check(cell):
    there = RING
    for worker, ops in zip(cell.states, cell.ops):
        assert worker.resized + worker.read == ops
        size = len(worker.keys)
        at = worker.resized % (2 * size)
        there += at if at <= size else 2 * size - at
    return len(cell.shared) == there
