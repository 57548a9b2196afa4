"""Random numbers from one random.Random for all; random_private is its twin.

Mechanism: the functions of the random module are methods of such a generator; on a free-threaded build each number is drawn under the generator's
lock (python/cpython#118392). Flat with a GIL; without one it gets slower than one worker. No number may be drawn twice.
op: 8 calls of random(), added up.
"""

from _generator import check, run
from _generator import make as setup

MODES = ("threads",)
