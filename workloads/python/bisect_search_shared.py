"""Binary search in one list that all workers share; bisect_search_private is its twin.

Mechanism: every search starts with the same items in the middle, whose reference counts all workers write. Flat with a GIL; without one a read-only
table gets slower than with one worker.
op: one bisect_left in 1024 numbers.
"""

from _bisect_search import check, run
from _bisect_search import make as setup

MODES = ("threads",)
