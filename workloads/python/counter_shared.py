"""An attribute of one object, raised by all without a lock; counter_private is its twin.

Mechanism: one object: one reference count, one slot and numbers freed by another thread than made them, all on contended cache lines. Flat with a
GIL; without one it gets far slower than one worker (46 to 106 times in colesbury/nogil#121), and loses updates, which it may: lost_updates is the
workload that counts them.
op: one increment.
"""

from _counter import Counter as setup
from _counter import run

MODES = ("threads",)


def check(cell):
    done = sum(cell.ops)
    raised = cell.shared.value
    # A lost update is no error here, one too many would be; alone, a worker loses none.
    return cell.total == done and (0 < raised <= done if cell.workers > 1 else raised == done)
