"""JSON written and read with orjson: a document of orders, there and back.

Mechanism: Rust on Python's objects; all of it needs them, so all of it holds a GIL: flat on every build that has one. json_documents is the same
with the standard library. Free-threaded nothing is to be had: orjson has no wheel for 3.13t (its compact memory and string caches are one for all).
library: orjson
op: a document of `orders` orders written to bytes and read from them.
"""

import orjson
from _orders import PARAMETERS, begin, check, run_with

run = run_with(orjson.dumps, orjson.loads)
