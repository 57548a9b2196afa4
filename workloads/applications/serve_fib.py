"""A request to a server: a recursive Fibonacci number, and nothing shared.

Mechanism: function calls and small numbers. `request_fib` is the same with the queue of a pool of threads; without it the workers may be processes.
Flat with a GIL, and the longest requests are those that had to wait for it: look at the percentiles. Free-threaded it should scale with the cores,
and requests take the same time at any number of workers.
Claims C6 and C8.
op: one request, answered.
"""

PARAMETERS = {
    "number": {"default": 15, "low": 1, "high": 30, "help": "the Fibonacci number that a request asks for"},
}
REQUESTS = True


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def begin(cell, index):
    return cell.parameters["number"]


def run(n, number):
    total = 0
    for _ in range(n):
        total += fib(number)
    return total


def check(cell):
    a, b = 0, 1
    for _ in range(cell.parameters["number"]):
        a, b = b, a + b
    return cell.total == a * sum(cell.ops)
