"""Attributes of the worker's own object, set under names built at run time.

Mechanism: setattr interns the name, under one lock of the interpreter.
Flat with a GIL. Free-threaded python/cpython#146041 took the lock away for names that are interned already, in 3.15t and 3.14.4t.
op: three names built and set, as in ftscalingbench.
"""

PREFIX = "field"  # a global, so that the compiler cannot put the names together


class Thing:
    pass


def begin(cell, index):
    thing = Thing()
    thing.field_a = thing.field_b = thing.field_c = 0
    return thing


def run(n, thing):
    prefix = PREFIX
    done = thing.field_a
    for value in range(done + 1, done + n + 1):
        setattr(thing, f"{prefix}_a", value)
        setattr(thing, f"{prefix}_b", value)
        setattr(thing, f"{prefix}_c", value)


def check(cell):
    return all(
        (thing.field_a, thing.field_b, thing.field_c) == (ops, ops, ops)
        for thing, ops in zip(cell.states, cell.ops)
    )
