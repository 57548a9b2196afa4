"""Python source compiled to code objects, and one of its functions called.

Mechanism: the parser and compiler in C, and names and constants interned: free-threaded under one lock for the interpreter, until
python/cpython#146041 (3.15, and later 3.14) spared those interned already. 3.13t never frees code objects and functions: memory grows with ops there.
Flat with a GIL. Free-threaded it should scale with the cores but for that lock.
Claim C1.
op: the source of `functions` functions and as many classes compiled and executed, the last class used once.
"""

import types

from _sources import make_source

PARAMETERS = {"functions": {"default": 3, "low": 1, "high": 50, "unit": "functions", "help": "functions in the source"}}

ORDERS = "pear", "x_1", "plum", "x_2", "fig"


def compile_and_use(source, functions):
    """Bytes of names in the module's code and that of its functions, and what the last shop sold."""
    code = compile(source, "<shops>", "exec", dont_inherit=True)
    names, todo = 0, [code]
    while todo:
        each = todo.pop()
        names += sum(map(len, each.co_names))
        todo += [constant for constant in each.co_consts if isinstance(constant, types.CodeType) and constant.co_name[0] != "<"]
    module = {}
    exec(code, module)
    last = module[f"Shop_{functions - 1}"]()
    return names * 1000 + last.sell(*ORDERS, pear=100, x_1=0, plum=60, x_2=50, fig=40)


def begin(cell, index):
    functions = cell.parameters["functions"]
    return make_source(functions), functions


def run(n, state):
    source, functions = state
    total = 0
    for _ in range(n):
        total += compile_and_use(source, functions)
    return total


def sold(i):
    """What the source says, worked out without it."""
    total = 0
    for number, price in enumerate((100, 0, 60, 50, 40)):
        if price > i or number % 7 == i % 7:
            total += int(price * (1 + i / 100))
        elif price:
            total -= i if ORDERS[number].startswith(f"x_{i}") else price // 2
    return total


def check(cell):
    functions = cell.parameters["functions"]
    names = compile_and_use(make_source(functions), functions) // 1000  # which these are differs from version to version
    assert sold(2) == 254 and names > 0
    return cell.total == (names * 1000 + sold(functions - 1)) * sum(cell.ops)
