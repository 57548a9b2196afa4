"""One shared list, appended to under one lock for every single item.

Mechanism: a contended lock, and a list whose own lock and reference count every worker writes. What is appended are small numbers, which have no
count of their own. The twin `list_append_batched` gathers first.
Flat with a GIL, or falling where a switch comes while the lock is held. Free-threaded it gets slower with every worker.
Claim C14.
op: one number appended.
"""

from _sink import Sink

MODES = ("threads",)


def setup(cell):
    return Sink()


def run(n, sink):
    lock, items = sink.lock, sink.items
    for i in range(n):
        with lock:
            items.append(i & 127)
    with lock:
        if len(items) > 10_000:
            sink.empty()


def check(cell):
    return cell.shared.received() == sum(cell.ops)
