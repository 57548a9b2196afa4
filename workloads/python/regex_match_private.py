"""Matching with a compiled regular expression of one's own; regex_match_shared is its twin.

Mechanism: C code that holds a GIL, and a match object that refers to pattern and text. Flat with a GIL, should scale with the cores without one.
op: one match of a line of a log.
"""

from _regex_match import Matching, check, make, run


def begin(cell, index):
    return Matching(make(index))
