"""16 pieces of 64 bytes joined.

Mechanism: memory copying, and a block of more than 512 bytes, which pymalloc passes on to malloc and mimalloc serves itself. Flat with a GIL, should
scale with the cores without one.
op: one join, of 1 KiB.
"""


def begin(cell, index):
    return [bytes([number]) * 64 for number in range(16)]


def run(n, pieces):
    size = 0
    joined = b""
    for _ in range(n):
        joined = b"".join(pieces)
        size += len(joined)
    return size if n == 0 or [joined[i] for i in range(0, 1024, 64)] == list(range(16)) else 0


def check(cell):
    return cell.total == 1024 * sum(cell.ops)
