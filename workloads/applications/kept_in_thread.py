"""Objects that stay in one thread: each worker makes them and drops them itself.

Mechanism: as `migration_objects` for a single worker, chunk by chunk through a channel of its own, but for any number of workers: allocation and
freeing by the owner, whose counts are not atomic. What a pair of `migration_objects` does less than two of these is the price of migration.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C12.
op: one object with an int and a float made, or one looked at and dropped.
"""

from _pairs import Channel, check_parts
from _records import Objects

PARAMETERS = {"chunk": {"default": 100, "low": 1, "high": 10000, "unit": "objects", "help": "objects that are passed together"}}


def begin(cell, index):
    return Objects(None, Channel(), cell.parameters["chunk"])


def run(n, part):
    part.run(n)


check = check_parts
