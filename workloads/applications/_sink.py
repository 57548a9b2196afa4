"""One list that all workers append to, under one lock; emptied now and then, so that it stays small."""

import threading


class Sink:
    def __init__(self):
        self.lock = threading.Lock()
        self.items = []
        self.dropped = 0

    def empty(self):
        """With the lock held."""
        self.dropped += len(self.items)
        self.items.clear()

    def received(self):
        return self.dropped + len(self.items)
