"""URLs split by urllib.parse, whose cache all threads share without knowing.

Mechanism: urlsplit stands behind a functools.lru_cache, so that each hit takes that cache's lock (see lru_cache_shared). Flat with a GIL; without one
it cannot scale, though no caller shares anything (python/cpython#142631).
op: one of 16 URLs split, and its path's length added up.
"""

from urllib.parse import urlsplit


def begin(cell, index):
    return [f"https://example.org:8080/path/{number:02}?key=value#part" for number in range(16)]


def run(n, urls):
    length = 0
    for number in range(n):
        length += len(urlsplit(urls[number & 15]).path)
    return length


def check(cell):
    return cell.total == len("/path/00") * sum(cell.ops)
