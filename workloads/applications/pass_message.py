"""A message pickled and sent through a pipe, read and unpickled: what processes pay.

Mechanism: copies: the pickler's, into the kernel, out of it, and the unpickler's, with a system call for every 64 KiB, around which a GIL is let go.
Both ends are the worker's own, so that nobody waits and all of the cost is in the op. `pass_reference` is what threads pay.
Flat with a GIL but for the copying in the kernel. Free-threaded, and in processes, it should scale with the cores until the memory's bandwidth ends
it.
Claim C27: sweep `-p size=100,10000,1000000`; bytes a second are ops a second times `size`.
op: one message of about `size` bytes passed.
"""

from _message import PARAMETERS, Pipe, make_payload


class Sender:
    def __init__(self, size, kind):
        self.pipe = Pipe()
        self.payload = make_payload(size, kind)
        self.sent = 0


def begin(cell, index):
    return Sender(cell.parameters["size"], cell.parameters["kind"])


def run(n, sender):
    carry, payload = sender.pipe.carry_object, sender.payload
    length, right, message = len(payload), 0, (0, payload)
    for number in range(sender.sent, sender.sent + n):
        message = carry((number, payload))
        if message[0] == number and len(message[1]) == length:
            right += 1
    sender.sent += n
    return right if message[1] == payload and (n == 0 or message[1] is not payload) else 0


def check(cell):
    for sender in cell.states:
        sender.pipe.close()
    return cell.total == sum(cell.ops)
