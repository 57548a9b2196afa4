"""struct.pack of three numbers.

Mechanism: struct.pack looks its format up in a dictionary of compiled formats that all threads share, and takes a reference to what it finds there.
Flat with a GIL; without one that reference decides how far it scales.
op: one record of 20 bytes packed.
"""

import struct


def run(n):
    pack = struct.pack
    size = 0
    packed = pack("<qdI", 0, 0.5, 7)
    for number in range(n):
        packed = pack("<qdI", number, 0.5, 7)
        size += len(packed)
    return size if struct.unpack("<qdI", packed) == (max(n - 1, 0), 0.5, 7) else 0


def check(cell):
    return cell.total == 20 * sum(cell.ops)
