"""AES-GCM with the package cryptography: a message sealed and opened again.

Mechanism: OpenSSL, called from Rust with the GIL released for messages of some 2000 bytes and more, and held for smaller ones. The bytes objects
that come out are made with the GIL held, and so are they compared here. With a GIL at most 1/share held. No wheel for a free-threaded 3.13 (cffi,
which it needs, was never made for that).
Held, as `--phases` measures it: 47 % of an op, all of it with size=64, 46 % with size=1048576 (release 50.0.2 on 3.13.15, 22 November 2026).
library: cryptography
op: one message of `size` bytes encrypted, decrypted, and compared.
"""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PHASES = ("encrypt", "decrypt", "compare")
ENCRYPT, DECRYPT, COMPARE = range(3)

PARAMETERS = {"size": {"default": 16384, "low": 16, "high": 100_000_000, "unit": "bytes", "help": "bytes of a message"}}


class State:
    def __init__(self, index, size, phase):
        self.phase = phase
        self.cipher = AESGCM(bytes([index % 256]) * 32)
        self.message = (bytes(range(256)) * (size // 256 + 1))[:size]
        self.number = 0
        self.sealed = None


def begin(cell, index):
    return State(index, cell.parameters["size"], cell.phase)


def run(n, state):
    phase, cipher, message, number = state.phase, state.cipher, state.message, state.number
    right = 0
    for number in range(number, number + n):
        nonce = number.to_bytes(12, "little")
        phase(ENCRYPT)
        state.sealed = sealed = cipher.encrypt(nonce, message, b"header")
        phase(DECRYPT)
        opened = cipher.decrypt(nonce, sealed, b"header")
        phase(COMPARE)
        right += opened == message
    state.number += n
    return right


def check(cell):
    for state in cell.states:
        assert len(state.sealed) == len(state.message) + 16 and state.sealed[:-16] != state.message, "not encrypted"
    return cell.total == sum(cell.ops)
