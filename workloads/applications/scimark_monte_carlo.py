"""Pi by throwing darts, with a random generator written in Python, as in SciMark.

Mechanism: method calls on a private generator object, whole numbers and floats; nothing is shared but the class and functions.
Flat with a GIL. Free-threaded it should scale with the cores, for every op has its own generator; one shared generator would not.
Claim C1.
op: `darts` darts thrown from the same seed.
"""

from _lcg import Lcg

PARAMETERS = {"darts": {"default": 2000, "low": 1, "high": 20000, "unit": "darts", "help": "darts in an op"}}


def hits(darts, seed):
    random = Lcg(seed)
    inside = 0
    for _ in range(darts):
        x = random.unit()
        y = random.unit()
        if x * x + y * y <= 1.0:
            inside += 1
    return inside


def setup(cell):
    return cell.parameters["darts"]


def run(n, darts):
    total = 0
    for _ in range(n):
        total += hits(darts, 113)
    return total


def check(cell):
    assert abs(hits(20_000, 113) * 4 / 20_000 - 3.14159) < 0.03, "20,000 darts know pi to a hundredth"
    darts, expected, state = cell.parameters["darts"], 0, 113
    for _ in range(darts):  # the same in whole numbers
        square = 0
        for _ in range(2):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            square += (state // 2**33 % 2**30) ** 2
        expected += square <= 2**60
    return cell.total == expected * sum(cell.ops)
