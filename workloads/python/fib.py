"""Recursive Fibonacci: function calls and small integers, nothing shared that is written.

Mechanism: frames, and the reference count of one global function. Claim C1.
Flat with a GIL. Free-threaded the function is immortal on 3.13t and its count deferred since 3.14t, so it should scale with the cores;
an alpha of 3.13 was slower than a build with a GIL (python/cpython#118749).
op: one call of fib(10), which is 177 calls in all.
"""


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def run(n):
    total = 0
    for _ in range(n):
        total += fib(10)
    return total


def check(cell):
    return cell.total == 55 * sum(cell.ops)
