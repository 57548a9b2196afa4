"""A debug message that the level switches off, to one logger that all share.

Mechanism: Logger.debug asks the cache of the logger whether the level is on: reference counts of the logger and of the cache.
Flat with a GIL. Free-threaded 8 threads do no more than one (python/cpython#155106, open; neither is immortal on 3.13.15t).
Twin: logging_disabled_private.
op: one message that no handler sees.
"""

import logging

MODES = ("threads",)


class Counting(logging.Handler):
    def __init__(self):
        super().__init__()
        self.seen = 0

    def emit(self, record):
        self.seen += 1


def make_logger(name):
    logger = logging.getLogger(name)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    logger.addHandler(Counting())
    return logger


def setup(cell):
    return make_logger("gilscale")


def run(n, logger):
    total = 0
    for _ in range(n):
        if logger.debug("nothing") is None:
            total += 1
    return total


def check(cell):
    seen = sum(logger.handlers[0].seen for logger in cell.states)
    return seen == 0 and cell.total == sum(cell.ops)
