"""XML parsed and asked with lxml: a document of orders and three XPath questions.

Mechanism: libxml2 parses with the GIL released and a parser of the thread's own (parse); compiled XPath expressions are evaluated (query), and what
they found becomes Python's objects with the GIL (result). With a GIL at most 1/share held: next to nothing of the parsing, a tenth of the
questions, the answers. No wheel for a free-threaded 3.13.
Held, as `--phases` measures it: 19 % of an op (release 6.1.3 on 3.13.15, 22 November 2026).
library: lxml
op: a document of `orders` orders parsed and asked.
"""

from lxml import etree
from _orders import PARAMETERS as _PARAMETERS
from _orders import make_document

PHASES = ("parse", "query", "result")
PARSE, QUERY, RESULT = range(3)

PARAMETERS = {"orders": _PARAMETERS["orders"] | {"default": 100}}


def make_xml(document):
    root = etree.Element("orders", version=str(document["version"]))
    for order in document["orders"]:
        element = etree.SubElement(root, "order", number=str(order["number"]), paid=str(order["paid"]).lower())
        etree.SubElement(element, "customer").text = order["customer"]
        etree.SubElement(element, "street").text = order["street"]
        for item in order["items"]:
            etree.SubElement(element, "item", article=item["article"], pieces=str(item["pieces"])).text = str(item["price"])
    return etree.tostring(root, encoding="utf-8")


class State:
    def __init__(self, cell):
        document = make_document(cell.parameters["orders"])
        self.phase = cell.phase
        self.text = make_xml(document)
        self.paid = etree.XPath("/orders/order[@paid='true']/customer/text()")
        self.pieces = etree.XPath("sum(//item/@pieces)")
        self.many = etree.XPath("//item[@pieces > 5]")
        items = [item for order in document["orders"] for item in order["items"]]
        self.answer = (
            [order["customer"] for order in document["orders"] if order["paid"]],
            sum(item["pieces"] for item in items),
            [(item["article"], item["price"]) for item in items if item["pieces"] > 5],
        )


def begin(cell, index):
    return State(cell)


def run(n, state):
    phase, text, answer = state.phase, state.text, state.answer
    right = 0
    for _ in range(n):
        phase(PARSE)
        root = etree.fromstring(text)
        phase(QUERY)
        paid, pieces, many = state.paid(root), state.pieces(root), state.many(root)
        phase(RESULT)
        right += (list(paid), int(pieces), [(item.get("article"), float(item.text)) for item in many]) == answer
    return right


def check(cell):
    return cell.total == sum(cell.ops)
