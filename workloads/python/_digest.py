"""What sha256_small and sha256_large have in common."""

import hashlib


class Job:
    def __init__(self, size):
        self.data = (bytes(range(256)) * (size // 256 + 1))[:size]
        self.digest = hashlib.sha256(self.data).digest()


def begin(cell, index):
    return Job(cell.parameters["size"])


def run(n, job):
    sha256, data, digest = hashlib.sha256, job.data, job.digest
    right = 0
    for _ in range(n):
        if sha256(data).digest() == digest:
            right += 1
    return right


def check(cell):
    return cell.total == sum(cell.ops) and all(len(job.data) == cell.parameters["size"] for job in cell.states)
