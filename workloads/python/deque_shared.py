"""append() and popleft() on one deque for all workers; deque_private is its twin.

Mechanism: on a free-threaded build each of the two takes the deque's own lock (python/cpython#112050). Flat with a GIL; without one it cannot scale
and gets slower with every worker. Nothing may be lost.
op: one append and one popleft.
"""

from _deque import check, run
from _deque import make as setup

MODES = ("threads",)
