"""A debug message that the level switches off, to one logger that all workers share; twin of logging_disabled_private.

Mechanism: Logger.debug asks isEnabledFor, which asks the cache of the logger: reference counts of the logger and its dictionaries.
Flat with a GIL. Free-threaded 8 threads do no more than one (python/cpython#155106, open).
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


def setup(cell):
    return make_logger("gilscale")


def run(n, logger):
    total = 0
    for _ in range(n):
        if logger.debug("entry %d", total) is None:
            total += 1
    return total


def check(cell):
    seen = sum(logger.handlers[0].seen for logger in cell.states)
    return seen == 0 and cell.total == sum(cell.ops)
