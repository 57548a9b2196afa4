"""Columns of one list of lists for all added up; list_of_lists_private is its twin.

Mechanism: every row read is an inner list whose reference count all workers write: sharing that nobody sees in the code (python/cpython#120040). Flat
with a GIL; without one it gets slower than one worker, though nobody changes the matrix.
op: one column of 16 numbers.
"""

from _list_of_lists import check, run
from _list_of_lists import make as setup

MODES = ("threads",)
