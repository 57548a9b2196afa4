"""What lru_cache_private and lru_cache_shared have in common: a ring of 16 keys behind functools.lru_cache, so that nearly all calls are hits."""

import functools

KEYS = 16

PARAMETERS = {
    "bounded": {"default": 1, "low": 0, "high": 1, "help": "1: maxsize=128, whose hits reorder a list; 0: maxsize=None, a dictionary only"},
}


def make(cell):
    @functools.lru_cache(maxsize=128 if cell.parameters["bounded"] else None)
    def following(key):
        return f"key {(int(key[4:]) + 1) % KEYS}"

    return following


def run(n, following):
    key = "key 0"
    for _ in range(n):
        key = following(key)
    return n if key == f"key {n % KEYS}" else 0


def check(cell):
    for following in cell.states:
        info = following.cache_info()
        assert info.currsize <= min(KEYS, info.hits + info.misses) and info.misses >= info.currsize
    caches = {id(following): following.cache_info() for following in cell.states}
    return cell.total == sum(info.hits + info.misses for info in caches.values()) == sum(cell.ops)
