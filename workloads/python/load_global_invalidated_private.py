"""A global of the worker's own namespace, read while that gets new keys.

Mechanism: a key more or less gives the namespace a new version, so reads of globals that were specialised for the old one start anew.
Flat with a GIL. Free-threaded each worker disturbs only itself, so it should scale since 3.13t.
Twin: load_global_invalidated_shared.
op: one key added, one global read `reads` times, the key removed.
"""

PARAMETERS = {
    "reads": {"default": 100, "low": 1, "high": 100_000, "unit": "reads", "help": "how often an op reads the global"}
}

SOURCE = """
def read(n, namespace, key):
    total = 0
    for _ in range(n):
        namespace[key] = 1
        for _ in range(READS):
            total += ANSWER
        total += namespace.pop(key)
    return total
"""


def make_namespace(reads):
    namespace = {"ANSWER": 42, "READS": reads}
    exec(SOURCE, namespace)
    return namespace


def begin(cell, index):
    namespace = make_namespace(cell.parameters["reads"])
    return namespace["read"], namespace, f"extra{index}"


def run(n, state):
    read, namespace, key = state
    return read(n, namespace, key)


def check(cell):
    return cell.total == (42 * cell.parameters["reads"] + 1) * sum(cell.ops)
