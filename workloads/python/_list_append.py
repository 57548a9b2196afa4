"""What list_append_private and list_append_shared have in common."""

import threading


class Bin:
    __slots__ = ("items", "lock")

    def __init__(self, cell=None):
        self.items = []
        self.lock = threading.Lock()


def run(n, bin):
    items = bin.items
    for _ in range(n):
        items.append(None)
    # Once a batch it is emptied, by one worker at a time: others append behind what is cut off and counted here.
    with bin.lock:
        count = len(items)
        del items[:count]
    return count


def check(cell):
    bins = {id(bin): len(bin.items) for bin in cell.states}
    return cell.total + sum(bins.values()) == sum(cell.ops)
