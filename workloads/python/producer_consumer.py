"""One worker makes objects, the other one drops them: objects that migrate between threads.

Mechanism: on a free-threaded build an object belongs to the thread that made it; another one drops it with an atomic operation or hands it back to be
merged (the queue of brc.c), and frees its memory into the maker's heap. The worst case for biased reference counts: Claim C12. Under a GIL only the
hand-over is added to what object_churn does. passed=indexes is the way around: the objects stay in a table of the producer's, which replaces and so
frees them itself, and only an index goes over. passed=nothing makes and drops them in the producer: the hand-over alone. At most 8 chunks are under
way. With one worker it makes a chunk, passes it to itself and drops it.
op: one chunk of 64 objects (`size`) made and passed on, or one taken and dropped.
"""

import queue

from _objects import SIZE, make_chunk

UNDER_WAY = 8

PARAMETERS = {
    "size": SIZE,
    "passed": {"default": "objects", "choices": ["objects", "indexes", "nothing"], "help": "what the producer passes to the consumer"},
}

ROLES = ("producer", "consumer")


class Pair:
    """The lane between a producer and a consumer: free places in the table one way, filled ones the other."""

    def __init__(self, cell):
        self.size = cell.parameters["size"]
        self.passed = cell.parameters["passed"]
        self.table = [None] * UNDER_WAY
        self.free = queue.SimpleQueue()
        self.full = queue.SimpleQueue()
        for place in range(UNDER_WAY):
            self.free.put(place)


class Worker:
    def __init__(self, pair, role):
        self.pair = pair
        self.role = role
        self.asked = 0
        self.made = self.taken = 0  # chunks
        self.short = 0  # batches but for the last one in which something was left undone
        self.objects = 0  # counted by whoever takes them

    def produce(self):
        pair = self.pair
        place = pair.free.get()
        if place is None:
            return False
        chunk = make_chunk(self.made, pair.size)
        if pair.passed == "objects":
            pair.full.put((place, chunk))
        elif pair.passed == "indexes":
            pair.table[place] = chunk
            pair.full.put((place, None))
        else:
            pair.full.put((place, None))
        self.made += 1
        return True

    def consume(self):
        pair = self.pair
        parcel = pair.full.get()
        if parcel is None:
            return False
        place, chunk = parcel
        if pair.passed == "indexes":
            chunk = pair.table[place]
        if chunk is None:
            self.objects += pair.size
        elif chunk[-1].serial == self.taken:  # they arrive in the order in which they were made
            self.objects += len(chunk)
        parcel = chunk = None  # the last references, before the place is free again
        self.taken += 1
        pair.free.put(place)
        return True


def setup(cell):
    return [Pair(cell) for _ in range((cell.workers + 1) // 2)]


def begin(cell, index):
    return Worker(cell.shared[index // 2], cell.roles[index])


def run(n, worker):
    worker.short += worker.made + worker.taken != worker.asked
    worker.asked += n
    for _ in range(n):
        produces = worker.role == "producer" if worker.role else worker.made == worker.taken
        if not (worker.produce() if produces else worker.consume()):
            return  # told to stop


def stop(cell):
    for pair in cell.shared:
        pair.free.put(None)
        pair.full.put(None)


def check(cell):
    for worker, ops in zip(cell.states, cell.ops):
        assert worker.asked == ops and worker.made + worker.taken <= ops and worker.short == 0
    for pair in cell.shared:
        workers = [worker for worker in cell.states if worker.pair is pair]
        made, taken = sum(worker.made for worker in workers), sum(worker.taken for worker in workers)
        assert 0 <= made - taken <= UNDER_WAY
        assert sum(worker.objects for worker in workers) == taken * pair.size
