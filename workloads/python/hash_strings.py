"""New strings made and hashed.

Mechanism: SipHash over a string that nobody has hashed yet, and its allocation; a hash, once known, is kept in the string. Flat with a GIL, should
scale with the cores without one.
op: one string of 80 characters joined and hashed.
"""


def begin(cell, index):
    return "".join(["a name "] * 8), "".join(["and more"] * 3)


def run(n, parts):
    head, tail = parts
    # The hash differs from process to process, but not from string to equal string.
    expected = hash(head + tail)
    right = 0
    for _ in range(n):
        if hash(head + tail) == expected:
            right += 1
    return right


def check(cell):
    return cell.total == sum(cell.ops) and all(len(head + tail) == 80 for head, tail in cell.states)
