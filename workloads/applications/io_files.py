"""A file written, read and removed, in a temporary folder of the worker's own.

Mechanism: system calls (open, write, close, open, read, close, unlink), around each of which a GIL is let go and taken back, with Python's file
objects in between. The page cache takes what is written; the folder is where the system keeps temporary files, which may be memory.
With a GIL it gains what the calls take in the kernel. Free-threaded it should scale with the cores, as far as the file system does.
Claim C25.
op: one file of `size` bytes written, read and removed.
"""

import os
import shutil
import tempfile

PARAMETERS = {"size": {"default": 4096, "low": 8, "high": 1048576, "unit": "bytes", "help": "bytes of a file"}}


class State:
    def __init__(self, size):
        self.folder = tempfile.mkdtemp(prefix="gilscale-files-")
        self.path = os.path.join(self.folder, "file")
        self.rest = bytes(size - 8)
        self.number = 0


def begin(cell, index):
    return State(cell.parameters["size"])


def run(n, state):
    path, rest, number = state.path, state.rest, state.number
    total = 0
    for number in range(number, number + n):
        written = number.to_bytes(8, "little") + rest
        with open(path, "wb") as file:
            file.write(written)
        with open(path, "rb") as file:
            read = file.read()
        os.unlink(path)
        if read == written:
            total += len(read)
    state.number += n
    return total


def check(cell):
    left = [os.listdir(state.folder) for state in cell.states]
    for state in cell.states:
        shutil.rmtree(state.folder)
    assert not any(left), "a file was not removed"
    return cell.total == cell.parameters["size"] * sum(cell.ops)
