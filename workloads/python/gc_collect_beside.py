"""One worker calls gc.collect() in a loop, the other one goes in and out of system calls.

Mechanism: without a GIL each collection stops all threads, and a thread that comes back from a system call must wait for its end; a thread may starve
when collections follow each other closely (python/cpython#151518). With a GIL the collector holds it meanwhile, so on both builds little is done
beside a collection; compare the slowest worker with the fastest. With one worker there is nobody to stop: it is a collector half of its time.
op: one lseek() of a file of one's own, which detaches and attaches; the collector does the same and collects before every 1000th op (`every`).
"""

import gc
import os
import tempfile

PARAMETERS = {
    "every": {"default": 1000, "low": 1, "high": 1_000_000, "unit": "ops", "help": "the collector's ops for each gc.collect()"},
}

ROLES = ("collector", "attacher")


class Worker:
    def __init__(self, cell, index):
        self.file = tempfile.TemporaryFile()
        every = cell.parameters["every"]
        self.every = {"collector": every, "attacher": 0, None: 2 * every}[cell.roles[index]]
        self.ops = 0
        self.collections = 0


def begin(cell, index):
    return Worker(cell, index)


def run(n, worker):
    seek, forward, file, every = os.lseek, os.SEEK_CUR, worker.file.fileno(), worker.every
    for op in range(worker.ops, worker.ops + n):
        if every and op % every == 0:
            gc.collect()
            worker.collections += 1
        position = seek(file, 1, forward)
        if position != op + 1:
            raise OSError("lseek went somewhere else")
    worker.ops += n


def check(cell):
    for worker, ops in zip(cell.states, cell.ops):
        assert os.lseek(worker.file.fileno(), 0, os.SEEK_CUR) == worker.ops == ops
        assert worker.collections == (-(-ops // worker.every) if worker.every else 0)
        worker.file.close()
