"""What object_churn and producer_consumer make: lists of small objects, a chunk at a time."""

SIZE = {"default": 64, "low": 1, "high": 4096, "unit": "objects", "help": "objects in a chunk"}


class Item:
    __slots__ = ("serial",)

    def __init__(self, serial):
        self.serial = serial


def make_chunk(serial, size):
    return [Item(serial) for _ in range(size)]
