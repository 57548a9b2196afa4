"""A debug message that the level switches off, to one logger that all share.

Mechanism: Logger.debug asks the cache of the logger whether the level is on: reference counts of the logger and of the cache.
Flat with a GIL. Free-threaded 8 threads do no more than one (python/cpython#155106, open; neither is immortal on 3.13.15t).
Twin: logging_disabled_private.
op: one message that no handler sees.
"""

from _logger import check, make_logger, run

MODES = ("threads",)


def setup(cell):
    return make_logger("gilscale")
