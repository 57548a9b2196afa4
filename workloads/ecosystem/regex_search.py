"""Names and dates found in a text with the package regex and a pattern of one's own.

Mechanism: a matcher in C, which lets go of a GIL for text where asked to (`concurrent=True`): with a GIL it is flat without that, and with it at
most 1/share held. Free-threaded it should scale with the cores (wheels for 3.13t up to 2026.8.31). regex_match_private is the standard library's
re.
Held, as `--phases` measures it: all of an op, 25 % with concurrent=true (release 2026.8.31 on 3.13.15, 22 November 2026).
library: regex
op: one search through a text of `lines` lines for all matches.
"""

import regex

PARAMETERS = {
    "lines": {"default": 50, "low": 1, "high": 100_000, "unit": "lines", "help": "lines of the text"},
    "concurrent": {"default": False, "help": "let go of the GIL while it searches"},
}


class State:
    def __init__(self, index, parameters):
        # The comment keeps the package's cache from giving two workers the same object.
        self.pattern = regex.compile(r"(?P<date>\d{4}-\d{2}-\d{2})T\S+ (?:INFO|WARN) (?<!x)(?P<name>\p{Lu}\p{Ll}+)" + f"(?#worker {index})")
        self.concurrent = parameters["concurrent"]
        self.text, self.found = "", []
        for i in range(parameters["lines"]):
            date, name, level = f"2026-11-{1 + i % 30:02}", f"Ada{'ab'[i % 2]}", "WARN" if i % 3 else "DEBUG"
            self.text += f"{date}T03:30:{i % 60:02} {level} {name} did {i} things\n"
            if level == "WARN":
                self.found.append((date, name))


def begin(cell, index):
    return State(index, cell.parameters)


def run(n, state):
    findall, text, concurrent, found = state.pattern.findall, state.text, state.concurrent, state.found
    right = 0
    for _ in range(n):
        right += findall(text, concurrent=concurrent) == found
    return right


def check(cell):
    return cell.total == sum(cell.ops)
