"""A server's pool of threads: requests from a queue, each a recursive Fibonacci number.

Mechanism: queue.SimpleQueue, in C, which the pools of concurrent.futures use; function calls and small numbers. Clients are so many that no worker
waits: one whose request was answered asks again at once, so the queue's length stays.
Flat with a GIL. Free-threaded it should scale with the cores; for short requests the queue is the limit.
`serve_fib` is the same without the queue.
Claim C6.
op: one request taken, answered, and put back as the client's next.
"""

import queue

MODES = ("threads",)

PARAMETERS = {
    "number": {"default": 15, "low": 1, "high": 20, "unit": "", "help": "the Fibonacci number that a request asks for"},
    "clients": {"default": 4, "low": 1, "high": 1000, "unit": "clients", "help": "clients a worker"},
}


class Request:
    __slots__ = ("number", "answer", "answered")

    def __init__(self, number):
        self.number = number
        self.answer = None
        self.answered = 0


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def setup(cell):
    requests = queue.SimpleQueue()
    for _ in range(cell.workers * cell.parameters["clients"]):
        requests.put(Request(cell.parameters["number"]))
    return requests


def run(n, requests):
    total = 0
    for _ in range(n):
        request = requests.get()
        request.answer = fib(request.number)
        request.answered += 1
        total += request.answer
        requests.put(request)
    return total


def check(cell):
    clients = cell.workers * cell.parameters["clients"]
    assert cell.shared.qsize() == clients, "a request was lost"
    requests = [cell.shared.get() for _ in range(clients)]
    a, b = 0, 1
    for _ in range(cell.parameters["number"]):
        a, b = b, a + b
    assert all(request.answer in (a, None) for request in requests)
    assert sum(request.answered for request in requests) == sum(cell.ops), "an answer was lost"
    return cell.total == a * sum(cell.ops)
