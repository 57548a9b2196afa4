"""Small objects, made and dropped by the same thread; producer_consumer is the contrast.

Mechanism: allocation and freeing in the thread's own heap (pymalloc under a GIL, mimalloc without) and reference counts that only their owner
touches. Flat with a GIL; should scale nearly with the cores without one, less what the collector's pauses take. Claim C12.
op: one list of 64 objects made and dropped (parameter `size`).
"""

from _objects import SIZE, make_chunk

PARAMETERS = {"size": SIZE}


def setup(cell):
    return cell.parameters["size"]


def run(n, size):
    total = 0
    for serial in range(n):
        chunk = make_chunk(serial, size)
        total += len(chunk) if chunk[-1].serial == serial else 0
    return total


def check(cell):
    return cell.total == cell.parameters["size"] * sum(cell.ops)
