"""MessagePack written and read: a document of orders, there and back.

Mechanism: Cython on Python's objects with the GIL held: flat on every build that has one. Free-threaded wheels begin with 3.14t (1.2.0).
library: msgpack
op: a document of `orders` orders written to bytes and read from them.
"""

import msgpack
from _orders import PARAMETERS, begin, check, run_with

run = run_with(msgpack.packb, msgpack.unpackb)
