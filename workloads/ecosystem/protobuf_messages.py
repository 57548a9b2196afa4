"""A message of protocol buffers filled, serialised, parsed and read.

Mechanism: upb, in C, on an arena for each message, called with the GIL held; fields become Python's objects one by one. Where there is no wheel
with upb for the build (3.13t) the package is Python alone, many times slower: the row says what the release that was installed does. The message's
class is one for all workers. Flat with a GIL; free-threaded it should scale less than the cores.
Held, as `--phases` measures it: all of an op (release 7.36.2 on 3.13.15, 22 November 2026).
library: protobuf
op: one message of `items` items, there and back.
"""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PARAMETERS = {"items": {"default": 20, "low": 1, "high": 10_000, "unit": "items", "help": "items of the message"}}

Field = descriptor_pb2.FieldDescriptorProto


def make_class():
    """What protoc would make of

    message Order { message Item { string article = 1; int32 pieces = 2; double price = 3; }  int64 number = 1; repeated Item items = 2; }
    """
    file = descriptor_pb2.FileDescriptorProto(name="gilscale_order.proto", package="gilscale", syntax="proto3")
    order = file.message_type.add(name="Order")
    item = order.nested_type.add(name="Item")
    for number, (name, kind) in enumerate([("article", Field.TYPE_STRING), ("pieces", Field.TYPE_INT32), ("price", Field.TYPE_DOUBLE)], 1):
        item.field.add(name=name, number=number, type=kind, label=Field.LABEL_OPTIONAL)
    order.field.add(name="number", number=1, type=Field.TYPE_INT64, label=Field.LABEL_OPTIONAL)
    order.field.add(name="items", number=2, type=Field.TYPE_MESSAGE, type_name=".gilscale.Order.Item", label=Field.LABEL_REPEATED)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("gilscale.Order"))


class State:
    def __init__(self, message, items):
        self.message = message
        self.items = [(f"article {number}", number, number / 8) for number in range(items)]
        self.number = 0


def setup(cell):
    return make_class()


def begin(cell, index):
    return State(cell.shared, cell.parameters["items"])


def run(n, state):
    message, items = state.message, state.items
    right = 0
    for number in range(state.number, state.number + n):
        order = message(number=number)
        for article, pieces, price in items:
            order.items.add(article=article, pieces=pieces, price=price)
        read = message.FromString(order.SerializeToString())
        right += read.number == number and [(item.article, item.pieces, item.price) for item in read.items] == items
    state.number += n
    return right


def check(cell):
    return cell.total == sum(cell.ops)
