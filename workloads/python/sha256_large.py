"""SHA-256 of 16 KiB, for which hashlib releases the GIL; sha256_small is the contrast.

Mechanism: native work without the GIL, which hashlib gives up for 2048 bytes and more. Should scale with the cores on both builds, less what taking
the GIL back costs. Claim C26.
op: 16 KiB hashed (`size`).
"""

from _digest import begin, check, run

PARAMETERS = {
    "size": {"default": 16384, "low": 2048, "high": 100_000_000, "unit": "bytes", "help": "bytes to hash"},
}
