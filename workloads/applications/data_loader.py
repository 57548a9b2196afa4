"""A data loader: samples drawn from a sampler, decoded, scaled, and handed on in batches.

Mechanism: zlib, which lets go of a GIL while it unpacks; array and list in Python; then the hand-over. Threads share the packed samples, which are
only read, a sampler under a lock, and a deque under a lock that takes whole batches. In the other modes each worker has samples and sampler of its
own, and a batch is pickled and goes through a pipe, as to a parent that trains; both ends are the worker's, so that its op bears the parent's part
too (`pass_message`). Nobody takes the batches: the last eight are kept.
Threads with a GIL gain only from unpacking. Free-threaded threads should scale with the cores, for the locks are short; processes on any build, each
sample dearer by the hand-over, and each worker with memory of its own.
Claim C15.
op: one sample of `values` values decoded and put into a batch of 32.
"""

import threading
import zlib
from array import array
from collections import deque

from _lcg import Lcg
from _message import Pipe

PARAMETERS = {"values": {"default": 1000, "low": 1, "high": 50000, "unit": "values", "help": "16-bit values of a sample"}}

SAMPLES, BATCH = 64, 32


def make_values(number, values):
    """Values that repeat enough to be packed to about a quarter."""
    random = Lcg(number)
    return [random.below(256) * 257 % 65521 if i % 4 == 0 else number for i in range(values)]


class Dataset:
    def __init__(self, values, mode):
        self.pipe = None if mode == "threads" else Pipe()
        self.samples = [(number, zlib.compress(array("H", make_values(number, values)).tobytes())) for number in range(SAMPLES)]
        self.lock = threading.Lock()
        self.drawn = 0  # how many samples have been given out
        self.batches = deque(maxlen=8)
        self.delivered = 0

    def draw(self):
        """All samples once an epoch, in another order than they lie in."""
        with self.lock:
            number = self.drawn
            self.drawn += 1
        return self.samples[number * 29 % SAMPLES]

    def deliver(self, batch):
        if self.pipe:
            batch = self.pipe.carry_object(batch)
        with self.lock:
            self.batches.append(batch)
            self.delivered += len(batch)


def setup(cell):
    return Dataset(cell.parameters["values"], cell.mode)


class Loader:
    def __init__(self, dataset):
        self.dataset = dataset
        self.batch = []


def begin(cell, index):
    return Loader(cell.shared)


def decode(packed):
    values = array("H")
    values.frombytes(zlib.decompress(packed))
    return [value / 65536 for value in values]


def run(n, loader):
    dataset = loader.dataset
    total = 0
    for _ in range(n):
        label, packed = dataset.draw()
        values = decode(packed)
        loader.batch.append((label, values))
        if len(loader.batch) == BATCH:
            dataset.deliver(loader.batch)
            loader.batch = []
        total += 1 + label + int(values[0] * 65536)
    return total


def check(cell):
    dataset, ops, size = cell.shared, sum(cell.ops), cell.parameters["values"]
    if dataset.pipe:
        dataset.pipe.close()
    assert dataset.drawn == ops, "the sampler lost count"
    assert dataset.delivered + sum(len(loader.batch) for loader in cell.states) == ops, "a sample was lost"
    for batch in dataset.batches:
        for label, values in batch:
            assert values == [value / 65536 for value in make_values(label, size)]
    each = [1 + number + make_values(number, 1)[0] for number in range(SAMPLES)]
    epochs, rest = divmod(ops, SAMPLES)
    return cell.total == epochs * sum(each) + sum(each[number * 29 % SAMPLES] for number in range(rest))
