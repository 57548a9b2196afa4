"""base64.b64encode of 300 bytes.

Mechanism: a C loop of a microsecond that holds a GIL, behind a function in Python; nothing shared but code. Flat with a GIL, should scale with the
cores without one.
op: 300 bytes encoded.
"""

import base64


def begin(cell, index):
    return bytes(range(256)) + bytes(44)


def run(n, data):
    encode = base64.b64encode
    size = 0
    text = encode(data)
    for _ in range(n):
        text = encode(data)
        size += len(text)
    return size if base64.b64decode(text) == data else 0


def check(cell):
    return cell.total == 400 * sum(cell.ops)
