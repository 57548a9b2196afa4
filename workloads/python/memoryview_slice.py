"""Slices of a memoryview of one's own on bytes that all workers share.

Mechanism: data shared without reference counts: each slice is a small object on the worker's own view, only the view refers to the shared bytes. Flat
with a GIL, should scale with the cores without one. (Slices of one shared view are not measured: until python/cpython#155606 is fixed a free-threaded
build miscounts them and may release the buffer.)
op: one slice of 16 bytes made and one of its bytes read.
"""


def setup(cell):
    return b"\x01" * 4096


def begin(cell, index):
    return memoryview(cell.shared)


def run(n, view):
    total = 0
    for number in range(n):
        at = number & 1023
        total += view[at : at + 16][15]
    return total


def check(cell):
    return cell.total == sum(cell.ops)
