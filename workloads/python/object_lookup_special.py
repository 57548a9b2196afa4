"""round() of a float, which looks up a special method on the type.

Mechanism: the reference count of the function that a special lookup finds (_PyObject_LookupSpecial).
Flat with a GIL. Free-threaded it scales on 3.13t, where method descriptors are immortal, and in 3.14t since python/cpython#131586.
op: one call of round().
"""


def run(n):
    total, value = 0, 7.25
    for _ in range(n):
        total += round(value)
    return total


def check(cell):
    return cell.total == 7 * sum(cell.ops)
