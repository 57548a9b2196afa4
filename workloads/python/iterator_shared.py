"""One iterator for all workers, under one lock; iterator_private is its twin.

Mechanism: work given out item by item: a contended lock, and an iterator whose reference count all workers write. Without the lock an iterator may
give an item twice on a free-threaded build. It scales nowhere; without a GIL it gets slower than one worker. No item may come twice or be left out.
op: one item taken under the lock.
"""

from _iterator import Source as setup
from _iterator import check, run

MODES = ("threads",)
