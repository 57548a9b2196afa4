"""isinstance against an abstract base class, once true and once false.

Mechanism: the caches of the abstract class: their locks, and the reference count of the object that holds them.
Flat with a GIL. Free-threaded 8 threads each took 18 times as long as one on 3.14t, 10 times on 3.15rc2; open (python/cpython#157526).
op: two checks.
"""

import numbers


def run(n):
    whole, real = 1, 1.0
    total = 0
    for _ in range(n):
        if isinstance(whole, numbers.Integral):
            total += 1
        if not isinstance(real, numbers.Integral):
            total += 1
    return total


def check(cell):
    return cell.total == 2 * sum(cell.ops)
