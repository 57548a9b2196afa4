"""What list_read_private and list_read_shared have in common."""

SIZE = 16

PARAMETERS = {
    "immortal": {"default": 0, "low": 0, "high": 1, "help": "1: small numbers, which are immortal, so that only the list's count is contended"},
}


def make(cell):
    first = 0 if cell.parameters["immortal"] else 1000
    return [first + i for i in range(SIZE)]


def run(n, items):
    total = 0
    for _ in range(n):
        for i in range(SIZE):
            item = items[i]
        total += item
    last = items[SIZE - 1]
    return n if total == n * last else 0


def check(cell):
    return cell.total == sum(cell.ops)
