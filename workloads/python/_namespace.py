"""What load_global_invalidated_private and load_global_invalidated_shared have in common."""

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


def run(n, state):
    read, namespace, key = state
    return read(n, namespace, key)


def check(cell):
    return cell.total == (42 * cell.parameters["reads"] + 1) * sum(cell.ops)
