"""What pass_message, pass_reference and data_loader pass on, and a pipe to pass it through.

Both ends of the pipe are the same worker's: a process that sends to another pays for pickling and writing, and the other one for reading and
unpickling; here one pays for both, and nobody waits. What is longer than the pipe holds goes in pieces.
"""

import os
import pickle

PIECE = 65536  # what a pipe of Linux holds

PARAMETERS = {
    "size": {"default": 10_000, "low": 16, "high": 100_000_000, "unit": "bytes", "help": "bytes of a message, about"},
    "kind": {"default": "bytes", "choices": ["bytes", "records"], "help": "one bytes object, or dictionaries of some 60 bytes when pickled"},
}


def make_payload(size, kind):
    if kind == "bytes":
        return bytes(range(256)) * (size // 256) + bytes(range(size % 256))
    return [{"id": 1000 + i, "name": f"record {i}", "price": i / 4} for i in range(max(1, size // 60))]


class Pipe:
    def __init__(self):
        self.from_here, self.to_here = os.pipe()

    def carry(self, data):
        """The same bytes, through the pipe."""
        view, pieces = memoryview(data), []
        for at in range(0, len(view), PIECE):
            left = os.write(self.to_here, view[at : at + PIECE])
            while left:
                pieces.append(os.read(self.from_here, left))
                left -= len(pieces[-1])
        return b"".join(pieces)

    def carry_object(self, thing):
        """An equal object, as multiprocessing passes it."""
        return pickle.loads(self.carry(pickle.dumps(thing)))

    def close(self):
        os.close(self.from_here)
        os.close(self.to_here)
