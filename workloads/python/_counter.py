"""What counter_private and counter_shared have in common."""


class Counter:
    __slots__ = ("value",)

    def __init__(self, cell=None):
        self.value = 0


def run(n, counter):
    for _ in range(n):
        counter.value += 1
    return n
