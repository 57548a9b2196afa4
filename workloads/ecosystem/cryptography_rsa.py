"""RSA with the package cryptography: a message signed and the signature verified.

Mechanism: OpenSSL's big numbers, called from Rust: half a millisecond of native work with the GIL released, and next to nothing with it. It should
scale with the cores. Each worker has a key of its own (`key=private`), or all sign with one (`key=shared`), whose blinding OpenSSL keeps under a
lock. No wheel for a free-threaded 3.13.
Held, as `--phases` measures it: 4 % of an op (release 50.0.2 on 3.13.15, 22 November 2026).
library: cryptography
op: one message signed with a key of `bits` bits, and the signature verified.
"""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

PARAMETERS = {
    "bits": {"default": 2048, "choices": [2048, 3072, 4096], "unit": "bits", "help": "length of the key"},
    "key": {"default": "private", "choices": ["private", "shared"], "help": "whose key it is"},
}


class State:
    def __init__(self, key):
        self.key = key
        self.public = key.public_key()
        self.number = 0


def make_key(cell):
    return rsa.generate_private_key(public_exponent=65537, key_size=cell.parameters["bits"])


def setup(cell):
    if cell.parameters["key"] == "private":
        return None
    if cell.mode != "threads":
        raise NotImplementedError(f"key=shared: in mode {cell.mode} nothing is shared")
    return make_key(cell)


def begin(cell, index):
    return State(cell.shared or make_key(cell))


def run(n, state):
    padded, digest = padding.PKCS1v15(), hashes.SHA256()
    verified = 0
    for number in range(state.number, state.number + n):
        message = number.to_bytes(8, "little")
        signature = state.key.sign(message, padded, digest)
        state.public.verify(signature, message, padded, digest)  # raises
        verified += len(signature)
    state.number += n
    return verified


def check(cell):
    return cell.total == cell.parameters["bits"] // 8 * sum(cell.ops)
