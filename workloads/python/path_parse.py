"""Paths taken apart with pathlib.PurePosixPath.

Mechanism: method calls, string splitting, and until 3.13 sys.intern() of each part, which takes a lock for all threads (python/cpython#146041 on that
lock). Flat with a GIL; should scale without one as far as that lock lets it.
op: one path made from text and its five parts counted.
"""

from pathlib import PurePosixPath


def begin(cell, index):
    return [f"/srv/project {number}/data/file.csv" for number in range(16)]


def run(n, texts):
    parts = 0
    for number in range(n):
        parts += len(PurePosixPath(texts[number & 15]).parts)
    return parts


def check(cell):
    return cell.total == 5 * sum(cell.ops)
