"""What dict_write_private and dict_write_shared have in common: 16 keys that exist already get new values."""

KEYS = ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p")


class Writer:
    __slots__ = ("keys", "ops", "table")

    def __init__(self, table):
        self.keys = (*KEYS,)  # a tuple of its own: all workers would write the count of KEYS in every op
        self.ops = 0
        self.table = table


def make_table(cell=None):
    return dict.fromkeys(KEYS)


def mark_of(op):
    return op & 127  # small numbers are immortal: what is contended is the dictionary, not the values


def run(n, writer):
    keys, table = writer.keys, writer.table
    for op in range(writer.ops, writer.ops + n):
        mark = mark_of(op)
        for key in keys:
            table[key] = mark
    writer.ops += n


def check(cell):
    # What stands under a key in the end is what one of its writers wrote there last.
    for writer, ops in zip(cell.states, cell.ops):
        assert writer.ops == ops
        last = {mark_of(other.ops - 1) for other in cell.states if other.table is writer.table}
        assert len(writer.table) == len(KEYS) and last.issuperset(writer.table.values())
