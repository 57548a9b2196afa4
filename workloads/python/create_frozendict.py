"""A frozendict of one key, made and dropped; skipped where there is no such builtin.

Mechanism: the allocator and the type; key and value are constants.
Flat with a GIL. Free-threaded nothing is shared that is written, so it should scale like create_dict.
op: one frozendict made and dropped.
"""

import builtins


def setup(cell):
    if not hasattr(builtins, "frozendict"):
        raise NotImplementedError("this Python has no builtin frozendict")


def run(n):
    total = 0
    for _ in range(n):
        if frozendict(key="value"):
            total += 1
    return total


def check(cell):
    return cell.total == sum(cell.ops)
