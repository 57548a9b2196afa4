"""What the workloads of compression have in common: a text of words, there and back."""

import random

PARAMETERS = {"size": {"default": 65536, "low": 16384, "high": 100_000_000, "unit": "bytes", "help": "bytes of the text"}}

PHASES = ("compress", "decompress")
COMPRESS, DECOMPRESS = range(2)


def make_text(size):
    source = random.Random(3)
    words = ["".join(source.choice("abcdefghijklmnopqrstuvwxyz ") for _ in range(3 + source.randrange(8))) for _ in range(500)]
    text = " ".join(source.choice(words) for _ in range(size // 4)).encode()
    return (text * (1 + size // len(text)))[:size]


class State:
    def __init__(self, cell, compress, decompress):
        self.phase = cell.phase
        self.text = make_text(cell.parameters["size"])
        self.compress = compress
        self.decompress = decompress
        self.length = len(compress(self.text))


def run(n, state):
    phase, text, compress, decompress, length = state.phase, state.text, state.compress, state.decompress, state.length
    right = 0
    for _ in range(n):
        phase(COMPRESS)
        small = compress(text)
        phase(DECOMPRESS)
        right += decompress(small) == text and len(small) == length
    return right


def check(cell):
    assert all(state.length < len(state.text) for state in cell.states), "nothing was compressed"
    return cell.total == sum(cell.ops)
