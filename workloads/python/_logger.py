"""What logging_disabled_private and logging_disabled_shared have in common."""

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


def run(n, logger):
    total = 0
    for _ in range(n):
        if logger.debug("nothing") is None:
            total += 1
    return total


def check(cell):
    seen = sum(logger.handlers[0].seen for logger in cell.states)
    return seen == 0 and cell.total == sum(cell.ops)
