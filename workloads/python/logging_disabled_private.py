"""A debug message that the level switches off, to a logger of the worker's own.

Mechanism: Logger.debug asks the cache of the logger whether the level is on: a dictionary that nobody else reads.
Flat with a GIL. Free-threaded only functions and classes are shared, so it should scale since 3.13t.
Twin: logging_disabled_shared.
op: one message that no handler sees.
"""

import logging


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


def begin(cell, index):
    return make_logger(f"gilscale.worker{index}")


def run(n, logger):
    total = 0
    for _ in range(n):
        if logger.debug("nothing") is None:
            total += 1
    return total


def check(cell):
    seen = sum(logger.handlers[0].seen for logger in cell.states)
    return seen == 0 and cell.total == sum(cell.ops)
