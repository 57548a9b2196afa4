"""A visitor that finds its methods by getattr with a name built at run time.

Mechanism: a name that is not interned misses the type cache, and the lookup takes the interpreter's one type lock.
Flat with a GIL. Free-threaded the lock is contended: without it LibCST took 24.1 s in place of 38.1 s (python/cpython#132380, open);
3.15t goes without it where the class has a version tag (#145685).
op: a tree of three nodes visited, so three names built and looked up.
"""


class Number:
    def __init__(self, value):
        self.value = value


class Sum:
    def __init__(self, left, right):
        self.left = left
        self.right = right


class Evaluator:
    def visit(self, node):
        return getattr(self, f"visit_{type(node).__name__}")(node)

    def visit_Number(self, node):
        return node.value

    def visit_Sum(self, node):
        return self.visit(node.left) + self.visit(node.right)


def begin(cell, index):
    return Evaluator(), Sum(Number(3), Number(4))


def run(n, state):
    evaluator, tree = state
    total = 0
    for _ in range(n):
        total += evaluator.visit(tree)
    return total


def check(cell):
    return cell.total == 7 * sum(cell.ops)
