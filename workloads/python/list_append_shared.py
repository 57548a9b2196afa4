"""Appends to one list that all workers share; list_append_private is its twin.

Mechanism: on a free-threaded build every append takes the list's own lock, and an array that the list has outgrown is freed late (QSBR,
python/cpython#133136). Flat with a GIL; without one it cannot scale and gets slower with every worker. No append may be lost.
op: one append (the list is emptied once a batch).
"""

from _list_append import Bin, check, run
from _list_append import Bin as setup

MODES = ("threads",)
