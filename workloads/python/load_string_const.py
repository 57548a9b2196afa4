"""A comparison with a string constant that is no identifier.

Mechanism: the reference count of a constant of a code object that all workers share.
Flat with a GIL. 3.13t does not scale, with some 10 threads it got 1.8 times slower; 3.14t does (python/cpython#125985).
op: one constant read and compared.
"""


def begin(cell, index):
    return f"not the constant of worker {index}"


def run(n, text):
    total = 0
    for _ in range(n):
        if text == "a constant with spaces":  # a constant without them would be interned, and immortal even on 3.13t
            total += 7
        else:
            total += 1
    return total


def check(cell):
    return cell.total == sum(cell.ops)
