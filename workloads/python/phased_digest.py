"""A call into a library in three phases: arguments made, native work, its result taken.

Mechanism: what `session.run` of a model does, with hashlib in the model's place: Python makes the bytes (prepare, the GIL held), SHA-256 of them runs
with the GIL released (native), Python reads the result (result, held). With a GIL the capacity of the lock, X(N) = X(1) min(N, 1/share held), while
the cores last; without one it should scale with the cores. `--phases` measures the share and shows the ceiling beside the curve. phased_native
is the same in C, with a share that is known.
Claim C22.
op: one call, of `rows` numbers and `size` bytes.
"""

import hashlib

PHASES = ("prepare", "native", "result")

PARAMETERS = {
    "rows": {"default": 400, "low": 1, "high": 1_000_000, "unit": "numbers", "help": "what prepare packs"},
    "size": {"default": 400_000, "low": 2048, "high": 100_000_000, "unit": "bytes", "help": "what is hashed behind them; from 2048 on without the GIL"},
}


def call(phase, rows, rest):
    phase(0)
    data = b"".join([row.to_bytes(8, "little") for row in range(rows)]) + rest
    phase(1)
    digest = hashlib.sha256(data)
    phase(2)
    return sum(int(digit, 16) for digit in digest.hexdigest())


def begin(cell, index):
    return cell.phase, cell.parameters["rows"], bytes(cell.parameters["size"])


def run(n, state):
    total = 0
    for _ in range(n):
        total += call(*state)
    return total


def check(cell):
    head = b"".join(row.to_bytes(8, "little") for row in range(cell.parameters["rows"]))
    answer = hashlib.sha256(head + bytes(cell.parameters["size"])).hexdigest()
    return cell.total == sum(cell.ops) * sum(int(digit, 16) for digit in answer)
