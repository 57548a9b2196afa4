"""Pairs of workers, a producer and a consumer, that pass chunks of items through a bounded channel; or one worker that does both parts in turn.

What an item is, is the workload's: a subclass of Part makes and uses them. Items are numbered from 0 on, and the last of a chunk is used first.
"""

import threading
from collections import deque

DEPTH = 8  # chunks that may wait in a channel
SLOTS = DEPTH + 2  # chunks that may be in use at once: these, the one that is being filled, and the one that is being emptied


class Channel:
    """Once closed it stays so, and nobody waits at it any more."""

    def __init__(self):
        self.chunks = deque()
        self.changed = threading.Condition()
        self.closed = False

    def put(self, chunk):
        """False when the channel was closed before there was room."""
        with self.changed:
            while len(self.chunks) >= DEPTH and not self.closed:
                self.changed.wait()
            if self.closed:
                return False
            self.chunks.append(chunk)
            self.changed.notify()
            return True

    def get(self):
        """None when the channel is empty and closed."""
        with self.changed:
            while not self.chunks and not self.closed:
                self.changed.wait()
            if not self.chunks:
                return None
            chunk = self.chunks.popleft()
            self.changed.notify()
            return chunk

    def close(self):
        with self.changed:
            self.closed = True
            self.changed.notify_all()


class Part:
    """What one worker does. A subclass has new_chunk(); make(chunk, first, count), which adds the items first, first + 1 ...; use(chunk, left,
    count), which uses up the last `count` of those left and returns the sum of their numbers; and numbers(chunk, left)."""

    def __init__(self, role, channel, size):
        self.role = role
        self.channel = channel
        self.size = size  # items of a chunk
        self.asked = self.made = self.used = self.total = 0
        self.short = 0  # ops of the last batch that were not done, because the channel was closed
        self.filling, self.room = None, 0
        self.emptying, self.left = None, 0

    def run(self, n):
        self.asked += n
        if self.role is None:
            self.both(n)
        else:
            self.short += self.produce(n) if self.role == "producer" else self.consume(n)

    def make_some(self, n):
        if self.filling is None:
            self.filling, self.room = self.new_chunk(), self.size
        several = min(n, self.room)
        self.make(self.filling, self.made, several)
        self.made += several
        self.room -= several
        return several

    def use_some(self, n):
        several = min(n, self.left)
        self.total += self.use(self.emptying, self.left, several)
        self.used += several
        self.left -= several
        return several

    def pass_on(self):
        """Puts the full chunk into the channel; where that is closed it stays."""
        if self.channel.put(self.filling):
            self.filling = None

    def produce(self, n):
        """Makes n items; returns how many it could not."""
        while n and (self.filling is None or self.room):
            n -= self.make_some(n)
            if not self.room:
                self.pass_on()
        return n

    def fetch(self):
        self.emptying = self.channel.get()
        self.left = 0 if self.emptying is None else self.size
        return self.left

    def consume(self, n):
        """Uses n items; returns how many it could not."""
        while n and (self.left or self.fetch()):
            n -= self.use_some(n)
        return n

    def both(self, n):
        """A chunk made, passed on, fetched and used up, in turn: waits for nobody, so that nothing is ever left undone."""
        while n:
            if self.left:
                n -= self.use_some(n)
                continue
            n -= self.make_some(n)
            if not self.room:
                self.emptying, self.left, self.filling = self.hand_over(), self.size, None

    def hand_over(self):
        """Through the channel, although it comes out at once: the same work as that of two. A closed one would not take it."""
        return self.channel.get() if self.channel.put(self.filling) else self.filling


def check_parts(cell):
    """No op left undone but in the last batch, no item lost, none used twice."""
    parts = cell.states
    assert [part.asked for part in parts] == cell.ops
    assert all(part.made + part.used + part.short == part.asked for part in parts), "an op was left out"
    together = [(part, part) for part in parts] if parts[0].role is None else list(zip(parts[::2], parts[1::2]))
    for producer, consumer in together:
        rest = [(chunk, producer.size) for chunk in producer.channel.chunks]
        if producer.filling is not None:
            rest.append((producer.filling, producer.size - producer.room))
        if consumer.left:
            rest.append((consumer.emptying, consumer.left))
        numbers = [number for chunk, left in rest for number in producer.numbers(chunk, left)]
        assert consumer.used + len(numbers) == producer.made, "an item was lost, or used twice"
        assert consumer.total + sum(numbers) == producer.made * (producer.made - 1) // 2, "not the items that were made"
