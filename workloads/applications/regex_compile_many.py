"""Regular expressions compiled, none of them in the cache.

Mechanism: the compiler in `re`, which is Python: recursion, lists, many small classes and dictionaries. The cache of the module is shared by all
workers and always full of other patterns, for each text differs from all before it by a comment, `(?#...)`.
Flat with a GIL. Free-threaded it should scale with the cores but for that cache, into which and out of which one entry goes a pattern.
Its one-thread cost was 1.17x at 3.15.0a1 (facebookexperimental/free-threading-benchmarking).
Claim C1. Claim C3 ("regex_compile").
op: one pattern compiled and searched once; of ten patterns in turn.
"""

import re

# A pattern, a text, and what of it is found.
CASES = (
    (r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?", "at 2026-11-21T17:51:09 sharp", "2026-11-21T17:51:09"),
    (r"(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", "until SATURDAY night", "SATURDAY"),
    (r"<a\s+[^>]*?href=([\"'])(.*?)\1[^>]*>", "<p><a class=x href='y.html'>z</a>", "<a class=x href='y.html'>"),
    (r"(?P<user>[\w.+-]+)@(?P<host>[\w-]+(?:\.[\w-]+)+)", "to first.last@mail.example.org, soon", "first.last@mail.example.org"),
    (r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}", "from 192.168.10.254 now", "192.168.10.254"),
    (r"\"(?:[^\"\\]|\\.)*\"", 'say "a \\"b\\" c" twice', '"a \\"b\\" c"'),
    (r"(?<![\w.])[+-]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?(?![\w.])", "x1 = -12.5e-3;", "-12.5e-3"),
    (r"(?x) ^ \s* (if|for|while) \s* \( ([^()]|\([^()]*\))* \) # a head", "  while (f(x) < 3) { }", "  while (f(x) < 3)"),
    (r"(?:red|green|blue|black|white|yellow|orange|purple)(?:ish)?(?=\s+(?:car|house))", "a blueish house", "blueish"),
    (r"(a+|b+|c+)*?(?:[x-z]|[^\s\w]){2,4}(?!d)", "aabbcc!!?d", "aabbcc!!"),
)


def begin(cell, index):
    return [index, 0]  # who, and how many so far


def run(n, state):
    who, number = state
    cases = CASES
    total = 0
    for number in range(number, number + n):
        pattern, text, _ = cases[number % len(cases)]
        compiled = re.compile(f"{pattern}\n(?#{who}, {number})" if "(?x)" in pattern else f"{pattern}(?#{who}, {number})")
        total += len(compiled.search(text).group()) * 10 + compiled.groups
    state[1] += n
    return total


def check(cell):
    found = [len(text) * 10 + groups for (_, _, text), groups in zip(CASES, (6, 0, 2, 2, 0, 0, 0, 2, 0, 1))]
    for pattern, text, part in CASES:
        assert re.search(pattern, text).group() == part, pattern
    expected = 0
    for ops in cell.ops:
        rounds, rest = divmod(ops, len(CASES))
        expected += rounds * sum(found) + sum(found[:rest])
    return cell.total == expected
