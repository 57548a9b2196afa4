"""What dict_read_private and dict_read_shared have in common: a ring of 16 keys, in which every value is the next key."""

import sys

KEYS = 16

PARAMETERS = {
    "immortal": {"default": 0, "low": 0, "high": 1, "help": "1: interned keys and values, so that only the dictionary's count is contended"},
}


def make(cell):
    names = [f"key {i}" for i in range(KEYS)]
    if cell.parameters["immortal"]:
        names = [sys.intern(name) for name in names]
    return dict(zip(names, names[1:] + names[:1]))


def run(n, ring):
    key = "key 0"
    for _ in range(n):
        key = ring[key]
    # Each read depends on the one before, so the last one vouches for all of them.
    return n if key == f"key {n % KEYS}" else 0


def check(cell):
    return cell.total == sum(cell.ops)
