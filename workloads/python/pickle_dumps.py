"""Serialising a document of one's own with pickle.dumps.

Mechanism: C code that holds a GIL, a memo of each call's own. Flat with a GIL, should scale with the cores without one.
op: one document of some 300 bytes.
"""

import pickle

import _document


class Job:
    def __init__(self):
        self.document = _document.make()
        self.data = pickle.dumps(self.document)


def begin(cell, index):
    return Job()


def run(n, job):
    document, data = job.document, job.data
    right = 0
    for _ in range(n):
        if pickle.dumps(document) == data:
            right += 1
    return right


def check(cell):
    return cell.total == sum(cell.ops) and all(pickle.loads(job.data) == job.document for job in cell.states)
