"""A message put into a queue and taken out: what threads pay, whatever its size.

Mechanism: queue.SimpleQueue, in C, passes a reference; nothing is copied. The queue is the worker's own, so that nobody waits: the contrast to
`pass_message`, where the same message is pickled and goes through a pipe.
Flat with a GIL. Free-threaded it should scale with the cores; where another thread takes the message, its counts migrate, see `migration_objects`.
Claim C27.
op: one message of about `size` bytes passed.
"""

import queue

from _message import PARAMETERS, make_payload


class Sender:
    def __init__(self, size, kind):
        self.queue = queue.SimpleQueue()
        self.payload = make_payload(size, kind)
        self.sent = 0


def begin(cell, index):
    return Sender(cell.parameters["size"], cell.parameters["kind"])


def run(n, sender):
    put, get, payload = sender.queue.put, sender.queue.get, sender.payload
    length, right = len(payload), 0
    for number in range(sender.sent, sender.sent + n):
        put((number, payload))
        message = get()
        if message[0] == number and len(message[1]) == length:
            right += 1
    sender.sent += n
    return right


def check(cell):
    kept = [make_payload(cell.parameters["size"], cell.parameters["kind"]) == sender.payload for sender in cell.states]
    return all(kept) and cell.total == sum(cell.ops) and all(sender.queue.empty() for sender in cell.states)
