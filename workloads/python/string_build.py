"""A string put together from 16 words by +=.

Mechanism: reallocation. A specialised += grows a string in place when nobody else holds it; without specialisation, as on 3.13t, every += copies.
Flat with a GIL. Free-threaded each worker builds its own, so it should scale since 3.13t.
op: one string of 16 words built and dropped.
"""

WORDS = 16


def begin(cell, index):
    return [f"word{number:04d}" for number in range(WORDS)]


def run(n, words):
    total = 0
    for _ in range(n):
        text = ""
        for word in words:
            text += word
        total += len(text)
    return total


def check(cell):
    return cell.total == 8 * WORDS * sum(cell.ops)
