"""Richards: an operating system's tasks send each other packets, by priority.

Mechanism: method calls on small objects of several classes, attributes that point at other objects, all of them private to a worker; the
classes and functions are shared. Martin Richards' simulation, long used to judge object-oriented languages, and known by its counts.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1. Claim C3 ("richards").
op: a system with six tasks set up and run until its idle task has run `rounds` times.
"""

PARAMETERS = {"rounds": {"default": 400, "low": 10, "high": 5000, "unit": "rounds", "help": "turns of the idle task in an op"}}

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
BYTES = 4


class Packet:
    __slots__ = ("next", "at", "is_work", "position", "data")

    def __init__(self, at, is_work):
        self.next = None
        self.at = at
        self.is_work = is_work
        self.position = 0
        self.data = [0] * BYTES

    def behind(self, queue):
        """Goes to the end of a queue, and returns its beginning."""
        self.next = None
        if queue is None:
            return self
        last = queue
        while last.next is not None:
            last = last.next
        last.next = self
        return queue


class Task:
    def __init__(self, system, number, priority, queue):
        self.system = system
        self.number = number
        self.priority = priority
        self.queue = queue
        self.held = False
        self.waiting = True  # for a packet
        self.next = system.tasks
        system.tasks = self
        system.by_number[number] = self

    def may_run(self):
        return not self.held and (not self.waiting or self.queue is not None)

    def take_turn(self):
        packet = None
        if self.waiting:
            packet = self.queue
            self.queue = packet.next
            self.waiting = False
        return self.work(packet)

    def wait(self):
        self.waiting = True
        return self

    def hold(self):
        self.system.holds += 1
        self.held = True
        return self.next

    def receive(self, packet, sender):
        was_empty = self.queue is None
        self.queue = packet.behind(self.queue)
        return self if was_empty and self.priority > sender.priority else sender

    def send(self, packet):
        self.system.packets += 1
        receiver = self.system.by_number[packet.at]
        packet.next = None
        packet.at = self.number
        return receiver.receive(packet, self)

    def release(self, number):
        task = self.system.by_number[number]
        task.held = False
        return task if task.priority > self.priority else self


class Idle(Task):
    def __init__(self, system, rounds):
        super().__init__(system, IDLE, 0, None)
        self.waiting = False
        self.left = rounds
        self.seed = 1

    def work(self, packet):
        self.left -= 1
        if self.left == 0:
            return self.hold()
        if self.seed & 1 == 0:
            self.seed >>= 1
            return self.release(DEVICE_A)
        self.seed = self.seed >> 1 ^ 0xD008
        return self.release(DEVICE_B)


class Worker(Task):
    def __init__(self, system, queue):
        super().__init__(system, WORKER, 1000, queue)
        self.handler = HANDLER_A
        self.letter = 0

    def work(self, packet):
        if packet is None:
            return self.wait()
        self.handler = HANDLER_B if self.handler == HANDLER_A else HANDLER_A
        packet.at = self.handler
        packet.position = 0
        for i in range(BYTES):
            self.letter = self.letter % 26 + 1
            packet.data[i] = self.letter
        return self.send(packet)


class Handler(Task):
    def __init__(self, system, number, priority, queue):
        super().__init__(system, number, priority, queue)
        self.jobs = None
        self.devices = None

    def work(self, packet):
        if packet is not None:
            if packet.is_work:
                self.jobs = packet.behind(self.jobs)
            else:
                self.devices = packet.behind(self.devices)
        job = self.jobs
        if job is not None:
            if job.position >= BYTES:
                self.jobs = job.next
                return self.send(job)
            if self.devices is not None:
                device = self.devices
                self.devices = device.next
                device.data[0] = job.data[job.position]
                job.position += 1
                return self.send(device)
        return self.wait()


class Device(Task):
    def __init__(self, system, number, priority):
        super().__init__(system, number, priority, None)
        self.pending = None

    def work(self, packet):
        if packet is not None:
            self.pending = packet
            return self.hold()
        if self.pending is None:
            return self.wait()
        packet, self.pending = self.pending, None
        return self.send(packet)


def packets(count, at, is_work):
    queue = None
    for _ in range(count):
        queue = Packet(at, is_work).behind(queue)
    return queue


class System:
    def __init__(self, rounds):
        self.tasks = None
        self.by_number = [None] * 6
        self.packets = 0
        self.holds = 0
        Idle(self, rounds)
        Worker(self, packets(2, WORKER, True))
        Handler(self, HANDLER_A, 2000, packets(3, DEVICE_A, False))
        Handler(self, HANDLER_B, 3000, packets(3, DEVICE_B, False))
        Device(self, DEVICE_A, 4000)
        Device(self, DEVICE_B, 5000)

    def run(self):
        task = self.tasks
        while task is not None:
            task = task.take_turn() if task.may_run() else task.next


def counts(rounds):
    """Packets sent, times a million, and holds."""
    system = System(rounds)
    system.run()
    for task in system.by_number:  # they and the system refer to each other; the collector need not find that out
        task.system = None
    return system.packets * 1_000_000 + system.holds


def setup(cell):
    return cell.parameters["rounds"]


def run(n, rounds):
    total = 0
    for _ in range(n):
        total += counts(rounds)
    return total


def check(cell):
    assert counts(1000) == 2322_000928, "the published counts for 1000 rounds"
    assert counts(10_000) == 23246_009297, "the published counts for 10,000 rounds"
    return cell.total == counts(cell.parameters["rounds"]) * sum(cell.ops)
