"""Indexes that migrate: one worker writes into a table, another reads by number.

Mechanism: as `migration_objects`, but a chunk is the number of a slot in a table of machine numbers that was there before; no object is made by one
worker and dropped by the other. The two touch different slots at a time.
Flat with a GIL. Free-threaded it should do better than `migration_objects`.
Steadiness: one worker alone, two labels of one build in turns, half of the interval of the ratio: 2.2 %. One process after the other, not in
turns, it was 23 %: the machine's speeds.
Claim C12, the advice to pass indexes into a table instead of objects.
op: one record of an int and a float written, or one read.
"""

from array import array

from _pairs import SLOTS, Channel, Part, check_parts

PARAMETERS = {"chunk": {"default": 100, "low": 1, "high": 10000, "unit": "records", "help": "records that are passed together"}}
ROLES = ("producer", "consumer")


class Table:
    """Slot by slot the numbers and the halves of its records."""

    def __init__(self, size):
        self.channel = Channel()
        self.slots = [(array("q", bytes(8 * size)), array("d", bytes(8 * size))) for _ in range(SLOTS)]


class Indexes(Part):
    def __init__(self, role, table, size):
        super().__init__(role, table.channel, size)
        self.table = table
        self.next_slot = 0

    def new_chunk(self):
        slot = self.next_slot
        self.next_slot = (slot + 1) % SLOTS
        return slot

    def make(self, chunk, first, count):
        numbers, halves = self.table.slots[chunk]
        at = self.size - self.room
        for number in range(first, first + count):
            numbers[at] = number
            halves[at] = number * 0.5
            at += 1

    def use(self, chunk, left, count):
        numbers, halves = self.table.slots[chunk]
        total = 0
        for at in range(left - 1, left - 1 - count, -1):
            if halves[at] * 2 == numbers[at]:
                total += numbers[at]
        return total

    def numbers(self, chunk, left):
        return list(self.table.slots[chunk][0][:left])


def setup(cell):
    return [Table(cell.parameters["chunk"]) for _ in range((cell.workers + 1) // 2)]


def begin(cell, index):
    return Indexes(cell.roles[index], cell.shared[index // 2], cell.parameters["chunk"])


def run(n, part):
    part.run(n)


def stop(cell):
    for table in cell.shared:
        table.channel.close()


check = check_parts
