"""What operator_itemgetter_private and operator_itemgetter_shared have in common."""

import operator


def make(cell=None):
    return operator.itemgetter(1)


def run(n, second):
    pair = ["one", 2]
    total = 0
    for _ in range(n):
        total += second(pair)
    return total


def check(cell):
    return cell.total == 2 * sum(cell.ops)
