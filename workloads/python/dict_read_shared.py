"""Reads of one dictionary for all that nobody writes; dict_read_private is its twin.

Mechanism: nobody writes, and reading takes no lock on a free-threaded build, but takes a reference to the value, and until python/cpython#130704
(3.14) to the dictionary: atomic adds to cache lines that all workers want. Flat with a GIL; without one it gets slower than one worker (a shared
value read by `dict.get` was seen at 0.28x with four threads, modern-python/modern-di#353; "sometimes scales",
Quansight-Labs/free-threaded-compatibility#151). With immortal=1 only the dictionary's own count is left, if that.
op: one string key looked up, whose value is the next key.
"""

from _dict_read import PARAMETERS, check, run
from _dict_read import make as setup

MODES = ("threads",)
