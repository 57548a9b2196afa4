"""SHA-256 of 1 KiB, for which hashlib keeps the GIL; sha256_large is the contrast.

Mechanism: native work with the GIL held, which hashlib keeps for less than 2048 bytes, and a hash object for each. Flat with a GIL, should scale with
the cores without one.
op: 1 KiB hashed (`size`).
"""

from _digest import begin, check, run

PARAMETERS = {
    "size": {"default": 1024, "low": 0, "high": 2047, "unit": "bytes", "help": "bytes to hash"},
}
