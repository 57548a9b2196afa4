"""MessagePack written and read: a document of orders, there and back.

Mechanism: Cython on Python's objects with the GIL held: flat on every build that has one. The first release made for free threading is 1.2.0; no
wheel for 3.13t.
Held, as `--phases` measures it: all of an op (release 1.2.4 on 3.13.15, 22 November 2026).
library: msgpack
op: a document of `orders` orders written to bytes and read from them.
"""

import msgpack
from _orders import PARAMETERS, begin, check, run_with

run = run_with(msgpack.packb, msgpack.unpackb)
