"""Recursive Fibonacci: function calls and small integers, nothing shared that is written.

Mechanism: frames and the reference count of one global function. Flat with a GIL. On a free-threaded build the function's count is
deferred (3.13t: immortal), so it should scale with the cores.
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
