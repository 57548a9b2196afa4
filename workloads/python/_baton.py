"""Two workers that pass a baton to and fro: what queue_pingpong, semaphore_handoff and condition_handoff have in common.

A lane is a place with one reader where a baton waits: `put(baton)` by one worker, `get()` by the other, which sleeps until there is one and
returns None when the run ends (`close()`). A worker alone passes the baton to itself.
"""

ROLES = ("ping", "pong")


class Baton:
    __slots__ = ("passes",)

    def __init__(self):
        self.passes = 0  # not locked: the hand-over itself must order the two workers' increments


class Worker:
    __slots__ = ("asked", "baton", "get", "passes", "put", "short")

    def __init__(self, baton, mine, other):
        self.baton = baton
        self.get = mine.get
        self.put = other.put
        self.asked = self.passes = 0
        self.short = 0  # batches but for the last one in which something was left undone


class Pair:
    def __init__(self, make_lane, alone):
        self.baton = Baton()
        self.lanes = [make_lane()] if alone else [make_lane(), make_lane()]
        self.lanes[0].put(self.baton)

    def worker(self, side):
        return Worker(self.baton, self.lanes[side], self.lanes[side - 1])


def make_pairs(cell, make_lane):
    return [Pair(make_lane, cell.workers == 1) for _ in range((cell.workers + 1) // 2)]


def begin(cell, index):
    return cell.shared[index // 2].worker(index % 2)


def run(n, worker):
    worker.short += worker.passes != worker.asked
    worker.asked += n
    get, put = worker.get, worker.put
    for _ in range(n):
        baton = get()
        if baton is None:
            return
        baton.passes += 1
        put(baton)
        worker.passes += 1


def stop(cell):
    for pair in cell.shared:
        for lane in pair.lanes:
            lane.close()


def check(cell):
    for worker, ops in zip(cell.states, cell.ops):
        partners = [other for other in cell.states if other.baton is worker.baton]
        counts = [partner.passes for partner in partners]
        assert worker.asked == ops and worker.passes <= ops and worker.short == 0
        assert worker.baton.passes == sum(counts) and max(counts) - min(counts) <= 1
