"""An exception raised in a function and caught by its caller.

Mechanism: exception, traceback and frame objects, made and dropped by one worker; the exception's class is shared.
Flat with a GIL. Free-threaded only a builtin class, functions and code are shared, so it should scale since 3.13t.
op: one exception raised, caught, read and dropped.
"""


def reject(value):
    raise ValueError(value)


def run(n):
    total = 0
    for _ in range(n):
        try:
            reject(7)
        except ValueError as error:
            total += error.args[0]
    return total


def check(cell):
    return cell.total == 7 * sum(cell.ops)
