"""Holds many objects of one kind: for the memory that one takes.

Mechanism: every worker makes `count` objects and keeps them in a list; an op only looks at one, so that the process stays as it is while it is
measured. The memory is in the rows (pss_bytes), not in the rate: the difference of two counts, divided by the difference of the counts and by the
workers, is what an object takes, with the 8 bytes that the list needs for it: `-p count=100000,1100000 -p kind=object,float,list,dict,str,instance`.
An object's header is 16 bytes with a GIL and 32 without one; what the allocator rounds up to is measured with it. `object()` took
24.1 bytes on 3.13.15 and 40.1 on 3.13.15t: the header and 8 bytes for the list. (A list that grows while it is filled leaves 9 to 18
bytes an object more behind on 3.13.15t, freed and not given back.) No object is shared.
Flat with a GIL, should scale with the cores without one.
Claim C17.
op: one object looked at.
"""

import itertools
import operator

PARAMETERS = {
    "count": {"default": 100_000, "low": 1, "high": 100_000_000, "unit": "objects", "help": "objects that a worker holds"},
    "kind": {
        "default": "object",
        "choices": ["object", "float", "list", "dict", "str", "instance"],
        "help": "object(); a float; a list of 8 floats; a dictionary of 3 entries; a string of 20 characters; an object with 2 attributes",
    },
}


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


# How to make number i, and how to tell that it is number i, or at least what was made. Numbers from 0 to 255 are there once and for all.
MAKERS = {
    "object": (lambda i: object(), lambda thing, i: type(thing) is object),
    "float": (float, lambda thing, i: thing == i),
    "list": (lambda i: [i + k / 8 for k in range(8)], lambda thing, i: thing[0] == i and len(thing) == 8),
    "dict": (lambda i: {"id": i & 255, "kind": "item", "used": False}, lambda thing, i: thing["id"] == i & 255),
    "str": (lambda i: f"string no {i:010}", lambda thing, i: int(thing[-10:]) == i),
    "instance": (lambda i: Point(i & 255, 0), lambda thing, i: thing.x == i & 255),
}


class Holder:
    def __init__(self, count, kind):
        make, self.is_right = MAKERS[kind]
        # Made as long as it will be: what a list that grows leaves behind would be counted as the objects'.
        self.things = [None] * count
        for i in range(count):
            self.things[i] = make(i)
        self.next = 0


def begin(cell, index):
    return Holder(cell.parameters["count"], cell.parameters["kind"])


def run(n, holder):
    things, is_right, at = holder.things, holder.is_right, holder.next
    right, count = 0, len(things)
    for _ in range(n):
        if is_right(things[at], at):
            right += 1
        at += 1
        if at == count:
            at = 0
    holder.next = at
    return right


def check(cell):
    count = cell.parameters["count"]
    for holder, ops in zip(cell.states, cell.ops):
        assert holder.next == ops % count and len(holder.things) == count, "objects are missing"
        assert not any(map(operator.is_, holder.things, itertools.islice(holder.things, 1, None))), "one object twice"
        assert all(map(holder.is_right, holder.things, range(count))), "an object is not what was made"
    return cell.total == sum(cell.ops)
