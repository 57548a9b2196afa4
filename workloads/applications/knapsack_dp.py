"""The knapsack problem by dynamic programming: a table of best values, filled line by line.

Mechanism: list items and comparisons of whole numbers beyond the cached small ones; all private to a worker.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1.
op: the best load for `items` items and a capacity of 500.
"""

from itertools import combinations

from _lcg import Lcg

PARAMETERS = {"items": {"default": 20, "low": 1, "high": 200, "unit": "items", "help": "items to choose from"}}

CAPACITY = 500


def make_items(count):
    """Weight and value of each."""
    random = Lcg(3)
    return [(10 + random.below(90), 1000 + random.below(9000)) for _ in range(count)]


def best_value(items, capacity):
    best = [0] * (capacity + 1)
    for weight, value in items:
        for room in range(capacity, weight - 1, -1):
            other = best[room - weight] + value
            if other > best[room]:
                best[room] = other
    return best[capacity]


def begin(cell, index):
    return make_items(cell.parameters["items"])


def run(n, items):
    total = 0
    for _ in range(n):
        total += best_value(items, CAPACITY)
    return total


def check(cell):
    few = make_items(10)  # all 1024 loads
    loads = [load for size in range(11) for load in combinations(few, size) if sum(weight for weight, _ in load) <= 200]
    assert best_value(few, 200) == max(sum(value for _, value in load) for load in loads)
    best = {0: 0}  # the same by states that can be reached
    for weight, value in make_items(cell.parameters["items"]):
        for used, gained in list(best.items()):
            if used + weight <= CAPACITY:
                best[used + weight] = max(best.get(used + weight, 0), gained + value)
    return cell.total == max(best.values()) * sum(cell.ops)
