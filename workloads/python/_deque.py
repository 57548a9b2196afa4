"""What deque_private and deque_shared have in common: a deque that is 64 long, plus one for each worker at work."""

import collections

LENGTH = 64


def make(cell=None):
    return collections.deque([1] * LENGTH)


def run(n, items):
    taken = 0
    for _ in range(n):
        items.append(1)
        taken += items.popleft()
    return taken


def check(cell):
    return cell.total == sum(cell.ops) and all(len(items) == LENGTH for items in cell.states)
