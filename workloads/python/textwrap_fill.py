"""A sentence wrapped with textwrap.fill.

Mechanism: regular expressions that belong to a class and so to all threads, a new object for each call, string methods. Flat with a GIL; should scale
without one as far as the shared patterns let it (see regex_match_shared).
op: 56 characters wrapped into two lines.
"""

import textwrap


def begin(cell, index):
    return " ".join(["The quick brown fox jumps over", "the lazy dog and is gone."])


def run(n, text):
    lines = 0
    filled = text
    for _ in range(n):
        filled = textwrap.fill(text, 35)
        lines += filled.count("\n") + 1
    return lines if filled.replace("\n", " ") == text else 0


def check(cell):
    return cell.total == 2 * sum(cell.ops)
