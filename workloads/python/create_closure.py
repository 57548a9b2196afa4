"""A function defined inside a function, called once and dropped.

Mechanism: the reference counts of the code object and of the qualified name, which all such functions share.
Flat with a GIL. Free-threaded it scales since 3.13t (python/cpython#118527).
op: one function made, called and dropped.
"""


def run(n):
    value = 0
    for _ in range(n):

        def increment(number):
            return number + 1

        value = increment(value)
    return value


def check(cell):
    return cell.total == sum(cell.ops)
