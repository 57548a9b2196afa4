"""Flags of one enum.Flag that all workers use: combined and tested.

Mechanism: enum members are objects of a class that all threads share, and `|` goes through Flag.__or__ and the class's table of values in Python.
Flat with a GIL; without one it scales as far as members and table let it (enum members were a bottleneck of their own: python/cpython#139103).
op: two flags combined, and a third one looked for in the result.
"""

import enum


class Access(enum.Flag):
    READ = 1
    WRITE = 2
    EXECUTE = 4


def run(n):
    read, write, execute = Access.READ, Access.WRITE, Access.EXECUTE
    right = 0
    for number in range(n):
        even = number & 1 == 0
        if (execute in (read | execute if even else read | write)) is even:
            right += 1
    return right


def check(cell):
    return cell.total == sum(cell.ops)
