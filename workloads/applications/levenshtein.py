"""Edit distance of two strings: a line of a table made from the line before.

Mechanism: characters of strings compared, short lists made and dropped, min() of small numbers; all private to a worker.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1.
op: the distance of two words of `length` letters.
"""

from _lcg import Lcg

PARAMETERS = {"length": {"default": 60, "low": 1, "high": 300, "unit": "letters", "help": "letters of each word"}}


def distance(a, b):
    line = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above_left, line[0] = line[0], i
        for j, y in enumerate(b, 1):
            cost = above_left if x == y else 1 + min(above_left, line[j], line[j - 1])
            above_left = line[j]
            line[j] = cost
    return line[-1]


def word(length, seed):
    random = Lcg(seed)
    return "".join("acgt"[random.below(4)] for _ in range(length))


def begin(cell, index):
    return word(cell.parameters["length"], 1), word(cell.parameters["length"], 2)


def run(n, words):
    a, b = words
    total = 0
    for _ in range(n):
        total += 1 + distance(a, b)
    return total


def check(cell):
    assert distance("kitten", "sitting") == 3 and distance("saturday", "sunday") == 3 and distance("", "abc") == 3
    a, b = (word(cell.parameters["length"], seed) for seed in (1, 2))
    # The same by diagonals (Ukkonen): how far each diagonal gets with d edits.
    reach, edits = {0: 0}, 0

    def slide(i, diagonal):
        while i < len(a) and i + diagonal < len(b) and a[i] == b[i + diagonal]:
            i += 1
        return i

    reach[0] = slide(0, 0)
    while reach.get(len(b) - len(a), -1) < len(a):
        edits += 1
        further = {}
        for diagonal in range(-edits, edits + 1):
            i = max(reach.get(diagonal, -1) + 1, reach.get(diagonal - 1, -1), reach.get(diagonal + 1, -1) + 1)
            if 0 <= i + diagonal <= len(b) + 1:
                further[diagonal] = slide(min(i, len(a)), diagonal)
        reach = further
    return cell.total == (1 + edits) * sum(cell.ops)
