"""Calls through one partial for all workers; functools_partial_private is its twin.

Mechanism: unlike a function's, a partial's reference count is not deferred: a call-back kept in a module's variable is an object that all workers
write to. Flat with a GIL; without one it gets slower than one worker wherever the call takes a reference to the partial.
op: one call.
"""

from _functools_partial import check, run
from _functools_partial import make as setup

MODES = ("threads",)
