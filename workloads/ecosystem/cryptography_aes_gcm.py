"""AES-GCM with the package cryptography: a message sealed and opened again.

Mechanism: OpenSSL, called from Rust with the GIL released. For messages this small the calls and the bytes that they make count: with a GIL at most
1/share held, which `--phases` measures (45 % of a message of 16 KiB with release 50.0.2, so some 2.2 times).
No wheel for a free-threaded 3.13 (cffi, which it needs, was never made for that).
library: cryptography
op: one message of `size` bytes encrypted, decrypted, and compared.
"""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PARAMETERS = {"size": {"default": 16384, "low": 1, "high": 100_000_000, "unit": "bytes", "help": "bytes of a message"}}


class State:
    def __init__(self, index, size):
        self.cipher = AESGCM(bytes([index % 256]) * 32)
        self.message = (bytes(range(256)) * (size // 256 + 1))[:size]
        self.number = 0
        self.sealed = None


def begin(cell, index):
    return State(index, cell.parameters["size"])


def run(n, state):
    cipher, message, number = state.cipher, state.message, state.number
    right = 0
    for number in range(number, number + n):
        nonce = number.to_bytes(12, "little")
        state.sealed = sealed = cipher.encrypt(nonce, message, b"header")
        right += cipher.decrypt(nonce, sealed, b"header") == message
    state.number += n
    return right


def check(cell):
    for state in cell.states:
        assert len(state.sealed) == len(state.message) + 16 and state.sealed[:-16] != state.message, "not encrypted"
    return cell.total == sum(cell.ops)
