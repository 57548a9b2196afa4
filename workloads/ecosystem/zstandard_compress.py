"""A text compressed and decompressed with zstandard, with contexts of the worker's own.

Mechanism: libzstd called with the GIL released, whatever the size. Next to nothing holds a GIL, so it should scale with the cores. No wheel of the
package for a free-threaded 3.13 (zlib_compress and, in 3.14, compression.zstd are the standard library's).
Held, as `--phases` measures it: 1 % of an op (release 0.25.0 on 3.13.15, 22 November 2026).
Claim C26.
library: zstandard
op: a text of `size` bytes there and back.
"""

import zstandard
from _compress import PARAMETERS as _PARAMETERS
from _compress import PHASES, State, check, run

PARAMETERS = _PARAMETERS | {"level": {"default": 3, "low": 1, "high": 22, "help": "how hard it tries"}}


def begin(cell, index):
    return State(cell, zstandard.ZstdCompressor(level=cell.parameters["level"]).compress, zstandard.ZstdDecompressor().decompress)
