"""Pydantic models from JSON and back: a document of orders checked field by field.

Mechanism: pydantic-core, in Rust, holds a GIL for all of it, as all of it makes Python's objects. The models' schemas are one for all workers, as
in a service: free-threaded all workers write the reference counts of what these hold. Flat with a GIL; without one it should scale less than the
cores (wheels of pydantic-core for 3.13t up to 2.41.4).
Held, as `--phases` measures it: all of an op (release 2.12.3 on 3.13.15, 22 November 2026).
library: pydantic
op: a document of `orders` orders read from JSON, checked, and written to JSON.
"""

import pydantic
from _orders import PARAMETERS, make_document


class Item(pydantic.BaseModel):
    article: str
    pieces: int = pydantic.Field(ge=1, le=9)
    price: float = pydantic.Field(ge=0)


class Order(pydantic.BaseModel):
    number: int
    customer: str = pydantic.Field(min_length=1)
    paid: bool
    note: str | None
    street: str
    items: list[Item]


class Document(pydantic.BaseModel):
    version: int
    orders: list[Order]


class State:
    def __init__(self, orders):
        self.text = Document.model_validate(make_document(orders)).model_dump_json()
        self.document = None


def begin(cell, index):
    return State(cell.parameters["orders"])


def run(n, state):
    text = state.text
    right = 0
    for _ in range(n):
        state.document = Document.model_validate_json(text)
        right += state.document.model_dump_json() == text
    return right


def check(cell):
    document = make_document(cell.parameters["orders"])
    assert all(state.document.model_dump() == document for state in cell.states), "what was read is not what was written"
    try:
        Document.model_validate(document | {"orders": [document["orders"][0] | {"number": "none"}]})
        raise AssertionError("a wrong document was taken")
    except pydantic.ValidationError:
        pass
    return cell.total == sum(cell.ops)
