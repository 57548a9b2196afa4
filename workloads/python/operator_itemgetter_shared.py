"""Calls of one itemgetter for all workers; operator_itemgetter_private is its twin.

Mechanism: a callable in C whose reference count is not deferred, as sort keys in a module's variable are. Flat with a GIL; without one it gets slower
than one worker wherever the call takes a reference to it (method_caller asks the same of operator.methodcaller).
op: one item of a list got.
"""

from _operator_itemgetter import check, run
from _operator_itemgetter import make as setup

MODES = ("threads",)
