"""JSON written and read with orjson: a document of orders, there and back.

Mechanism: Rust on Python's objects; all of it needs them, so all of it holds a GIL: flat on every build that has one. json_documents is the same
with the standard library. No wheel for a free-threaded 3.13.
Held, as `--phases` measures it: all of an op (release 3.13.0 on 3.13.15, 22 November 2026).
library: orjson
op: a document of `orders` orders written to bytes and read from them.
"""

import orjson
from _orders import PARAMETERS, begin, check, run_with

run = run_with(orjson.dumps, orjson.loads)
