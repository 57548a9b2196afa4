"""Reading a document and five instances of a class with pickle.loads.

Mechanism: C code that holds a GIL, many small objects made, and for each class a look-up in the modules that all threads share. Flat with a GIL;
should scale without one as far as that look-up lets it.
op: one document of some 300 bytes and five datetime.date.
"""

import datetime
import pickle

import _document


def make():
    return _document.make(), [datetime.date(2026, 11, day) for day in range(1, 6)]


def begin(cell, index):
    return pickle.dumps(make())


def run(n, data):
    right = 0
    read = None
    for _ in range(n):
        read = pickle.loads(data)
        right += len(read[1])
    return right if n == 0 or read == make() else 0


def check(cell):
    return cell.total == 5 * sum(cell.ops)
