"""A value made by whoever needs it first, dropped after 16 uses: it must be made but once.

Mechanism: "if it is not there, make it" is a check and an act, here under a lock or not. With locked=0 two workers find nothing and both make it, or
count one use twice: on a free-threaded build often, with a GIL seldom (the call that makes the value may give the GIL away; three values of 78 000 too
many on 3.13.15, and 20 of 20 processes of 0.15 s came out wrong all the same). The row becomes `wrong`: that is the finding. With locked=1, the
default, each value is made once and used 16 times on every build. It scales on no build. Claim C21.
op: one use of the cached value.
"""

import threading

MODES = ("threads",)
USES = 16

PARAMETERS = {
    "locked": {"default": 1, "low": 0, "high": 1, "help": "0: without the lock"},
}


class Value:
    __slots__ = ("uses",)

    def __init__(self):
        self.uses = 0


class Cache:
    __slots__ = ("lock", "made", "value")

    def __init__(self, locked):
        self.lock = threading.Lock() if locked else None
        self.made = 0
        self.value = None


def setup(cell):
    return Cache(cell.parameters["locked"])


def use(cache):
    value = cache.value
    if value is None:
        value = cache.value = Value()
        cache.made += 1
    value.uses += 1
    if value.uses >= USES:
        cache.value = None


def run(n, cache):
    lock = cache.lock
    for _ in range(n):
        if lock:
            with lock:
                use(cache)
        else:
            use(cache)


def check(cell):
    done, cache = sum(cell.ops), cell.shared
    expected = -(-done // USES)
    assert cache.made == expected, f"{cache.made} values were made for {done} uses, which need {expected}"
    assert (cache.value.uses if cache.value else 0) == done % USES, "a use was lost"
