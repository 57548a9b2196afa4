"""h5py's reading of a packed piece of a data set, from a file in memory.

Mechanism: HDF5 is not made for threads, so h5py goes through it under one lock for the process, with the GIL held for most of it, even where
each worker has a file of its own, as here (h5py/h5py#591, h5py/h5py#1287). Flat on every build, and worse than flat where handing over two locks
takes long beside reading. The numbers are whole ones by formula, and compared exactly.
library: h5py
op: one piece of 64 kB unpacked.
"""

import h5py
import numpy as np

PIECES, SIZE = 16, 8192


def begin(cell, index):
    # In memory alone, and without the cache of pieces, or nothing would be unpacked after the first time.
    file = h5py.File(f"worker {index}", "w", driver="core", backing_store=False, rdcc_nbytes=0)
    numbers = np.arange(PIECES * SIZE).reshape(PIECES, SIZE) % 1009
    data = file.create_dataset("numbers", data=numbers, chunks=(1, SIZE), compression="gzip")
    return {"file": file, "data": data, "numbers": numbers, "next": 0}


def run(n, state):
    data, numbers, piece = state["data"], state["numbers"], state["next"]
    right = 0
    for _ in range(n):
        right += np.array_equal(data[piece], numbers[piece])
        piece = (piece + 1) % PIECES
    state["next"] = piece
    return right


def check(cell):
    for state in cell.states:
        state["file"].close()
    return cell.total == sum(cell.ops)
