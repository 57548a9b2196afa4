"""A message to and fro through a pair of sockets, a pair a worker.

Mechanism: four system calls an op, around each of which a GIL is let go and taken back; nobody waits, for both ends are the worker's own. With a GIL
that is as many chances for another thread to get it, and to be waited for.
With a GIL it gains what the calls take in the kernel, less the hand-overs. Free-threaded it should scale with the cores.
Claim C25.
op: one message of `size` bytes sent, received at the other end, sent back, and received.
"""

import socket

PARAMETERS = {"size": {"default": 1024, "low": 8, "high": 65536, "unit": "bytes", "help": "bytes of a message"}}


class State:
    def __init__(self, size):
        self.here, self.there = socket.socketpair()
        self.filler = bytes(range(256)) * (size // 256 + 1)
        self.size = size
        self.number = 0


def begin(cell, index):
    return State(cell.parameters["size"])


def run(n, state):
    here, there, size, number = state.here, state.there, state.size, state.number
    rest = state.filler[: size - 8]
    total = 0
    for number in range(number, number + n):
        message = number.to_bytes(8, "little") + rest
        here.sendall(message)
        there.sendall(there.recv(size, socket.MSG_WAITALL))
        if here.recv(size, socket.MSG_WAITALL) == message:
            total += size
    state.number += n
    return total


def check(cell):
    for state in cell.states:
        state.here.setblocking(False)
        try:
            assert not state.here.recv(1), "bytes too many"
        except BlockingIOError:
            pass
        state.here.close()
        state.there.close()
    return cell.total == cell.parameters["size"] * sum(cell.ops)
