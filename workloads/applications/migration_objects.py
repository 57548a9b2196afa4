"""Objects that migrate: one worker makes them, another drops them.

Mechanism: free-threaded, an object that another thread than its owner drops is queued for the owner, who merges its counts and frees it; each
object costs that. Chunks pass through a channel with a lock, so that the lock costs little an object.
The same work by one thread is `kept_in_thread`, the same without objects is `migration_indexes`.
Flat with a GIL. Free-threaded a pair is slower than two workers of `kept_in_thread`: how much is the price of migration.
Steadiness: one worker alone, two labels of one build in turns, half of the interval of the ratio: 1.3 %. One process after the other, not in
turns, it was 41 %: the machine's speeds.
Claim C12.
op: one object with an int and a float made, or one looked at and dropped.
"""

from _pairs import Channel, check_parts
from _records import Objects

PARAMETERS = {"chunk": {"default": 100, "low": 1, "high": 10000, "unit": "objects", "help": "objects that are passed together"}}
ROLES = ("producer", "consumer")


def setup(cell):
    return [Channel() for _ in range((cell.workers + 1) // 2)]


def begin(cell, index):
    return Objects(cell.roles[index], cell.shared[index // 2], cell.parameters["chunk"])


def run(n, part):
    part.run(n)


def stop(cell):
    for channel in cell.shared:
        channel.close()


check = check_parts
