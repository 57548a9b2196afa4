"""What decimal_context_private and decimal_context_shared have in common."""

from decimal import Context, Decimal, getcontext, setcontext


def make(cell=None):
    return Context(prec=28)


class Sum:
    __slots__ = ("context", "step")

    def __init__(self, context):
        self.context = context
        self.step = Decimal("0.125")
        setcontext(context)  # of this thread


def run(n, state):
    step = state.step
    total = step - step
    for _ in range(n):
        total += step
    return n if 8 * total == n and getcontext() is state.context else 0


def check(cell):
    return cell.total == sum(cell.ops)
