"""dask's product of two matrices in blocks, each worker computing a graph of its own.

Mechanism: a graph of block products and their sums, made, put in order and walked in Python; the products by NumPy's BLAS without the GIL. The
scheduler is dask's synchronous one: each worker is a caller with a product of its own, and the curve is that of all callers together. dask's own
pool of threads would be the same few threads for every N, bound to the CPU of the worker that started them. With a GIL it should gain what the
products take, more with larger blocks; without one it should scale with the cores. The phases tell the graph, the computing and the comparison
apart. All workers read the same two matrices, of small whole numbers, so that every element is exact: the sum of each row is compared.
Claim C29, whose own size is -p size=10000 -p block=1000; blocked_dot is the same without dask.
library: dask
op: one product of two matrices of `size` rows in blocks of `block`, and the sums of its rows.
"""

import dask.array as da
import numpy as np

PARAMETERS = {
    "size": {"default": 512, "low": 1, "high": 20_000, "unit": "rows", "help": "rows and columns of the matrices"},
    "block": {"default": 256, "low": 1, "high": 20_000, "unit": "rows", "help": "rows and columns of a block"},
}

PHASES = ("prepare", "native", "result")


def make_matrix(size, multiplier):
    return (np.arange(size * size) * multiplier % 17 - 8).reshape(size, size)


def setup(cell):
    size, block = cell.parameters["size"], cell.parameters["block"]
    a, b = make_matrix(size, 7), make_matrix(size, 11)
    return *(da.from_array(matrix.astype(float), chunks=block) for matrix in (a, b)), a @ b.sum(axis=1)


def begin(cell, index):
    return *cell.shared, cell.phase


def run(n, state):
    a, b, sums, phase = state
    right = 0
    for _ in range(n):
        phase(0)
        product = a.dot(b)
        phase(1)
        product = product.compute(scheduler="synchronous")
        phase(2)
        right += np.array_equal(product.sum(axis=1), sums)
    return right


def check(cell):
    return cell.total == sum(cell.ops)
