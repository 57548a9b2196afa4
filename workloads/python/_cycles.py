"""What cyclic_garbage and cyclic_garbage_big_heap have in common: pairs of objects that refer to each other and to which nobody else does."""

import gc


class Node:
    __slots__ = ("other",)


def run(n):
    made = 0
    for _ in range(n):
        one, two = Node(), Node()
        one.other, two.other = two, one
        if two.other is one:
            made += 1
    return made


def left_over():
    """Nodes that the collector cannot find: there must be none."""
    gc.collect()
    return sum(type(thing) is Node for thing in gc.get_objects())
