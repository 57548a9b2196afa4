"""Objects pickled and unpickled: a tree of instances of two classes.

Mechanism: the C pickler with its table of objects seen, classes looked up by name in modules, instances made without their __init__.
The tree is private to a worker, the classes and modules are shared.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C27, as what passing data between processes costs.
op: a tree of `nodes` nodes pickled and unpickled.
"""

import pickle

PARAMETERS = {"nodes": {"default": 63, "low": 1, "high": 4000, "unit": "nodes", "help": "nodes of the tree"}}


class Node:
    def __init__(self, number, payload, children):
        self.number = number
        self.payload = payload
        self.children = children

    def __eq__(self, other):
        return (self.number, self.payload, self.children) == (other.number, other.payload, other.children)


class Payload:
    __slots__ = ("name", "values")

    def __init__(self, name, values):
        self.name = name
        self.values = values

    def __eq__(self, other):
        return (self.name, self.values) == (other.name, other.values)

    def __getstate__(self):
        return self.name, self.values

    def __setstate__(self, state):
        self.name, self.values = state


def make_tree(count, number=0):
    """A binary tree, numbered as a heap is."""
    children = [make_tree(count, child) for child in (2 * number + 1, 2 * number + 2) if child < count]
    return Node(number, Payload(f"node {number}", [number / 4, number, {"even": number % 2 == 0}]), children)


class State:
    def __init__(self, nodes):
        self.tree = make_tree(nodes)
        self.read = None


def begin(cell, index):
    return State(cell.parameters["nodes"])


def run(n, state):
    tree = state.tree
    total = 0
    for _ in range(n):
        read = pickle.loads(pickle.dumps(tree, 4))
        node = read
        while node.children:
            node = node.children[-1]
        total += 1 + node.number
    if n:
        state.read = read
    return total


def check(cell):
    nodes = cell.parameters["nodes"]
    tree = make_tree(nodes)
    assert all(state.read and state.read == tree and state.read is not state.tree for state in cell.states)
    last = 0
    while 2 * last + 1 < nodes:
        last = min(2 * last + 2, nodes - 1)
    return cell.total == (1 + last) * sum(cell.ops)
