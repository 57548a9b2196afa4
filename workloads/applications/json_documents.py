"""JSON written and read: a document of orders, there and back.

Mechanism: the C encoder and decoder with their memo tables; dictionaries, lists and strings by the hundred, all private to a worker.
Flat with a GIL. Free-threaded it should scale with the cores. One-thread cost at 3.15.0a1: 1.17x writing, 1.10x reading
(facebookexperimental/free-threading-benchmarking).
op: a document of `orders` orders written to a string and read from it.
"""

import json

from _lcg import Lcg
from _words import make_word

PARAMETERS = {"orders": {"default": 20, "low": 1, "high": 500, "unit": "orders", "help": "orders in the document"}}


def make_document(count):
    random = Lcg(29)
    orders = []
    for number in range(count):
        items = [{"article": make_word(random.below(4000)), "pieces": 1 + random.below(9), "price": random.below(100_000) / 100}
                 for _ in range(1 + random.below(5))]
        orders.append({"number": number, "customer": make_word(random.below(900)).title(), "paid": random.below(2) == 1, "note": None,
                       "street": f"Stra\u00dfe \"{number}\"", "items": items})
    return {"version": 1, "orders": orders}


class State:
    def __init__(self, orders):
        self.document = make_document(orders)
        self.read = None


def begin(cell, index):
    return State(cell.parameters["orders"])


def run(n, state):
    document = state.document
    total = 0
    for _ in range(n):
        text = json.dumps(document)
        read = json.loads(text)
        total += len(text) + read["orders"][-1]["items"][0]["pieces"]
    if n:
        state.read = read
    return total


def check(cell):
    document = make_document(cell.parameters["orders"])
    plain = json.dumps(document)
    assert "Stra\\u00dfe \\\"0\\\"" in plain and '"note": null' in plain
    assert all(state.read == document for state in cell.states)
    return cell.total == (len(plain) + document["orders"][-1]["items"][0]["pieces"]) * sum(cell.ops)
