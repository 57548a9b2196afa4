"""Records that are objects: made by a producer, dropped by a consumer."""

from _pairs import Part


class Record:
    __slots__ = ("number", "half")

    def __init__(self, number):
        self.number = number
        self.half = number * 0.5


class Objects(Part):
    def new_chunk(self):
        return []

    def make(self, chunk, first, count):
        for number in range(first, first + count):
            chunk.append(Record(number))

    def use(self, chunk, left, count):
        total = 0
        for _ in range(count):
            record = chunk.pop()
            if record.half * 2 == record.number:
                total += record.number
        return total

    def numbers(self, chunk, left):
        return [record.number for record in chunk]
