"""Serialising a document of one's own with json.dumps.

Mechanism: C code that holds a GIL, string building, and one encoder object that the json module shares among all callers; a free-threaded build locks
each list and dictionary while it is written since python/cpython#119438. Flat with a GIL; should scale without one as far as the shared encoder lets
it.
op: one document of some 500 characters.
"""

import json

import _document


class Job:
    def __init__(self):
        self.document = _document.make()
        self.text = json.dumps(self.document)


def begin(cell, index):
    return Job()


def run(n, job):
    document, text = job.document, job.text
    right = 0
    for _ in range(n):
        if json.dumps(document) == text:
            right += 1
    return right


def check(cell):
    return cell.total == sum(cell.ops) and all(json.loads(job.text) == job.document for job in cell.states)
