"""Pancake flips of every permutation: slices of short lists, reversed and copied.

Mechanism: list slices, small whole numbers, tight loops; all private, only the function is shared.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1.
op: all permutations of `size` numbers, each flipped until 1 comes first; the most flips, and the checksum of all.
"""

PARAMETERS = {"size": {"default": 6, "low": 2, "high": 7, "unit": "numbers", "help": "numbers that are permuted"}}

KNOWN = {2: (-1, 1), 3: (2, 2), 4: (4, 4), 5: (11, 7), 6: (49, 10), 7: (228, 16)}  # size: checksum, most flips


def fannkuch(size):
    order = list(range(size))
    turns = [0] * size  # how often the first i + 1 numbers were rotated
    checksum = most = 0
    even = True
    while True:
        first = order[0]
        if first:
            flipped = order.copy()
            flips = 0
            while first:
                flipped[: first + 1] = flipped[first::-1]
                first = flipped[0]
                flips += 1
            most = flips if flips > most else most
            checksum += flips if even else -flips
        # The next permutation: rotate the first two, or, where those came round, the first three, and so on.
        i = 1
        while i < size:
            order[: i + 1] = order[1 : i + 1] + order[:1]
            turns[i] += 1
            if turns[i] <= i:
                break
            turns[i] = 0
            i += 1
        else:
            return checksum, most
        even = not even


def setup(cell):
    return cell.parameters["size"]


def run(n, size):
    total = 0
    for _ in range(n):
        checksum, most = fannkuch(size)
        total += checksum * 1000 + most
    return total


def check(cell):
    checksum, most = KNOWN[cell.parameters["size"]]
    return cell.total == (checksum * 1000 + most) * sum(cell.ops)
