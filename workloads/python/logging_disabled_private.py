"""A debug message that the level switches off, to a logger of the worker's own.

Mechanism: Logger.debug asks the cache of the logger whether the level is on: a dictionary that nobody else reads.
Flat with a GIL. Free-threaded only functions and classes are shared, so it should scale since 3.13t.
Twin: logging_disabled_shared.
op: one message that no handler sees.
"""

from _logger import check, make_logger, run


def begin(cell, index):
    return make_logger(f"gilscale.worker{index}")
