"""Serialising a document of one's own with pickle.dumps.

Mechanism: C code that holds a GIL, a memo of each call's own. Flat with a GIL, should scale with the cores without one.
Steadiness: beside itself in turns (half of the interval of the ratio of two labels of one build) 5.9 % with two of six pairs 5 and 7 % apart;
measured again 2.8 %. Against SHA-256 timed in the same process, 5 of 21 processes were 25 % slower than the others, with random and with fixed
addresses; of nine more none. So it is not the addresses; what it is was not found.
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
