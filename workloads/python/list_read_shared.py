"""Reads by index of one list for all workers; list_read_private is its twin.

Mechanism: reading takes no lock on a free-threaded build, but takes a reference to the item, and until python/cpython#130704 (3.14) to the list:
atomic adds to cache lines that all workers want. Flat with a GIL; without one it gets slower than one worker (python/cpython#123619 has a list read
by 32 threads). With immortal=1 only the list's own count is left, if that.
Steadiness: beside itself in turns (half of the interval of the ratio of two labels of one build) 9.5 % with one of six pairs 15 % apart;
measured again 1.2 %.
op: 16 reads, one of each item.
"""

from _list_read import PARAMETERS, check, run
from _list_read import make as setup

MODES = ("threads",)
