"""What copy_list_private and copy_list_shared have in common: 16 numbers that are no small, immortal ones."""

SIZE = 16


def make(cell=None):
    return list(range(1000, 1000 + SIZE))


def run(n, items):
    size = 0
    copy = items
    for _ in range(n):
        copy = items.copy()
        size += len(copy)
    return size if copy == items and (n == 0 or copy is not items) else 0


def check(cell):
    return cell.total == SIZE * sum(cell.ops)
