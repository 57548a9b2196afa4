"""A document of orders, as a service sends them: what the libraries for JSON, MessagePack, YAML, XML and validation write and read."""

import random

PARAMETERS = {"orders": {"default": 20, "low": 1, "high": 2000, "unit": "orders", "help": "orders in the document"}}


def make_word(source):
    return "".join(source.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(4 + source.randrange(6)))


def make_document(count):
    """The same for every call, in objects of its own; prices are exact in binary."""
    source = random.Random(29)
    orders = []
    for number in range(count):
        items = [{"article": make_word(source), "pieces": 1 + source.randrange(9), "price": source.randrange(100_000) / 64}
                 for _ in range(1 + source.randrange(5))]
        orders.append({"number": number, "customer": make_word(source).title(), "paid": source.random() < 0.5, "note": None,
                       "street": f"Stra\u00dfe \"{number}\"", "items": items})
    return {"version": 1, "orders": orders}


class State:
    def __init__(self, orders):
        self.document = make_document(orders)
        self.written = self.read = None


def begin(cell, index):
    return State(cell.parameters["orders"])


def run_with(dumps, loads):
    """The run() that writes and reads the document once an op; `dumps` and `loads` are the library's."""

    def run(n, state):
        document = state.document
        total = 0
        for _ in range(n):
            state.written = dumps(document)
            state.read = read = loads(state.written)
            total += len(state.written) + read["orders"][-1]["items"][0]["pieces"]
        return total

    return run


def check(cell):
    document = make_document(cell.parameters["orders"])
    for state in cell.states:
        assert state.read == document and state.document == document, "what was read is not what was written"
    return cell.total == (len(cell.states[0].written) + document["orders"][-1]["items"][0]["pieces"]) * sum(cell.ops)
