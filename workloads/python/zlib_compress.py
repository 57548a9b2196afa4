"""zlib.compress of 1 KiB of text, which releases the GIL.

Mechanism: native work of tens of microseconds without the GIL, attached again after each: with a GIL it should scale too, less what taking the GIL
back costs. The upper bound beside the workloads that hold it. Claim C26.
op: 1 KiB compressed at level 1 (`size`).
"""

import zlib

PARAMETERS = {
    "size": {"default": 1024, "low": 1, "high": 10_000_000, "unit": "bytes", "help": "bytes to compress"},
}


class Job:
    def __init__(self, size):
        words = " ".join(f"line {i * 7919 % 1000} of a text that repeats itself" for i in range(size // 30 + 1))
        self.data = words.encode()[:size]
        self.size = len(zlib.compress(self.data, 1))


def begin(cell, index):
    return Job(cell.parameters["size"])


def run(n, job):
    compress, data = zlib.compress, job.data
    right = 0
    packed = b""
    for _ in range(n):
        packed = compress(data, 1)
        if len(packed) == job.size:
            right += 1
    return right if n == 0 or zlib.decompress(packed) == data else 0


def check(cell):
    return cell.total == sum(cell.ops) and all(len(job.data) == cell.parameters["size"] for job in cell.states)
