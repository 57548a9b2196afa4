"""Tiny requests of Python, each timed: how long they have to wait for a GIL.

Mechanism: so little is to be done that what is measured is the wait to begin: with a fixed rate of arrivals (`--arrivals`) the worker sleeps until
the next one, and then has to get the GIL. Beside a hog of the GIL that takes as long as the hog may keep it: the switch interval, 5 ms, when it runs
bytecode; all of its call when it is native code that holds the GIL; next to nothing when that releases it, or without a GIL. At a closed loop it is
an ordinary loop.
Claim C23: `--beside fib`, `--beside spin_held`, `--beside held_native`, and `--switch-interval 1ms,5ms,20ms`.
op: one request: a sum of eight numbers.
"""

REQUESTS = True


def begin(cell, index):
    return tuple(range(8))


def run(n, numbers):
    total = 0
    for _ in range(n):
        for number in numbers:
            total += number
    return total


def check(cell):
    return cell.total == 28 * sum(cell.ops)
