"""isinstance against a runtime-checkable Protocol, once true and once false.

Mechanism: __instancecheck__ written in Python in the typing module, on top of the caches of an abstract base class.
Flat with a GIL. Free-threaded it meets what isinstance_abc meets (python/cpython#157526), between more work of its own.
op: two checks.
"""

import typing


@typing.runtime_checkable
class Closable(typing.Protocol):
    def close(self): ...


class File:
    def close(self):
        pass


class Text:
    pass


def begin(cell, index):
    return File(), Text()


def run(n, state):
    file, text = state
    total = 0
    for _ in range(n):
        if isinstance(file, Closable):
            total += 1
        if not isinstance(text, Closable):
            total += 1
    return total


def check(cell):
    return cell.total == 2 * sum(cell.ops)
