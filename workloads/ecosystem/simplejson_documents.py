"""JSON written and read with simplejson: a document of orders, there and back.

Mechanism: the ancestor of the standard library's json; its C part is optional, and without a wheel for the build it is Python alone, which is some
ten times slower (3.13t): the row says what the release that was installed does. Flat with a GIL, should scale with the cores without one.
Held, as `--phases` measures it: all of an op (release 4.3.0 on 3.13.15, 22 November 2026).
library: simplejson
op: a document of `orders` orders written to a string and read from it.
"""

import simplejson
from _orders import PARAMETERS, begin, check, run_with

run = run_with(simplejson.dumps, simplejson.loads)
