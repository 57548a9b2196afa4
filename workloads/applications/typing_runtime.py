"""Typing at run time: isinstance against protocols, and type hints read.

Mechanism: typing.Protocol with @runtime_checkable looks into the abstract base classes' caches first, which all workers share, then at every
member with inspect.getattr_static (3.12 and later; before, with hasattr); get_type_hints walks the classes' dictionaries.
Flat with a GIL. Free-threaded it gets slower with workers where those caches are contended: python/cpython#157526, still open, has 0.031 s
become 0.56 s at 8 threads on 3.14t.
Claim C3 ("typing").
op: five objects, each tried against four protocols, and the hints of one class and one function.
"""

from typing import Optional, Protocol, Union, get_type_hints, runtime_checkable


@runtime_checkable
class Closes(Protocol):
    def close(self) -> None: ...


@runtime_checkable
class Reads(Protocol):
    def read(self, size: int) -> bytes: ...


@runtime_checkable
class Named(Protocol):
    name: str


@runtime_checkable
class ReadsAndCloses(Reads, Closes, Protocol):
    pass


class Both:
    def close(self):
        pass

    def read(self, size):
        return b""


class Attribute:
    def __init__(self):
        self.name = "only the instance has it"


class All(Both):
    name = "all"


class Nothing:
    pass


class Explicit(Closes):
    def close(self):
        pass


class Hinted(Both):
    number: int
    names: list[str]
    parent: Optional["Hinted"]
    either: Union[int, str, None]


def hinted(a: int, b: Optional[float] = None, *rest: dict[str, int]) -> tuple[int, ...]:
    return (a,)


KINDS = Both, Attribute, All, Nothing, Explicit
PROTOCOLS = Closes, Reads, Named, ReadsAndCloses
ANSWERS = 1101, 10, 1111, 0, 1000  # of each kind to each protocol, as digits


def begin(cell, index):
    return [kind() for kind in KINDS], list(PROTOCOLS)


def run(n, state):
    objects, protocols = state
    total = 0
    for _ in range(n):
        for weight, each in enumerate(objects, 1):
            answers = 0
            for protocol in protocols:
                answers = answers * 10 + isinstance(each, protocol)
            total += weight * answers
        total += len(get_type_hints(Hinted)) + len(get_type_hints(hinted))
    return total


def check(cell):
    hints = get_type_hints(Hinted)
    assert hints["parent"] == Optional[Hinted] and get_type_hints(hinted)["return"] == tuple[int, ...]
    expected = sum(weight * answers for weight, answers in enumerate(ANSWERS, 1)) + 4 + 4
    return cell.total == expected * sum(cell.ops)
