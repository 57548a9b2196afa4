"""A text compressed and decompressed with lz4's frame format.

Mechanism: liblz4 called with the GIL released; but what decompress returns is made and copied with the GIL held. With a GIL at most 1/share held;
free-threaded it should scale with the cores (there are wheels for 3.13t).
Held, as `--phases` measures it: 18 % of an op (release 4.4.5 on 3.13.15, 22 November 2026).
Claim C26.
library: lz4
op: a text of `size` bytes there and back.
"""

import lz4.frame
from _compress import PARAMETERS, PHASES, State, check, run


def begin(cell, index):
    return State(cell, lz4.frame.compress, lz4.frame.decompress)
