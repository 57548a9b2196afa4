"""Matching with one compiled pattern for all; regex_match_private is its twin.

Mechanism: C code that holds a GIL; each match object takes a reference to the pattern, whose count all workers write. Flat with a GIL; without one
the matching itself is parallel, and the count decides how far it scales.
op: one match of a line of a log.
"""

from _regex_match import Matching, check, run
from _regex_match import make as _make

MODES = ("threads",)


def setup(cell):
    return _make()


def begin(cell, index):
    return Matching(cell.shared)
