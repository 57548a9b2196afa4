"""A web server's log analysed: lines matched by a regular expression and counted.

Mechanism: a match object and its groups for every line, dictionaries of counts by status, page and client, sorting. The lines are private to a
worker; the compiled pattern is too (`pattern=private`), or it is one for all workers (`shared`), as a module's constant is: then all of them
write its reference count.
Flat with a GIL. Free-threaded it should scale with the cores with private patterns, and less with a shared one.
Claim C1.
op: `lines` lines analysed, and the five busiest pages found.
"""

import re

from _lcg import Lcg
from _words import make_word

PARAMETERS = {
    "lines": {"default": 200, "low": 5, "high": 3000, "unit": "lines", "help": "lines of the log"},
    "pattern": {"default": "private", "choices": ["private", "shared"], "help": "whose compiled pattern it is"},
}

LINE = (r"(?P<client>\d+\.\d+\.\d+\.\d+) - (?P<user>\S+) \[(?P<time>[^\]]+)\] "
        r'"(?P<verb>[A-Z]+) (?P<page>\S+) HTTP/1\.[01]" (?P<status>\d{3}) (?P<bytes>\d+|-)')
STATUSES = 200, 200, 200, 304, 404, 500


def make_requests(count):
    """Client, page, status and bytes of each, bytes None where there are none."""
    random = Lcg(41)
    requests = []
    for _ in range(count):
        client = f"10.0.{random.below(4)}.{random.below(50)}"
        page = f"/{make_word(random.below(1 + random.below(40)))}/{random.below(3)}.html"
        status = STATUSES[random.below(len(STATUSES))]
        requests.append((client, page, status, random.below(50_000) if status == 200 else None))
    return requests


def make_lines(count):
    """One in ten is not a request, and is to be passed over."""
    lines = []
    for i, (client, page, status, size) in enumerate(make_requests(count)):
        written = "-" if size is None else size
        line = f'{client} - user{i % 7} [21/Nov/2026:17:{i // 60 % 60:02}:{i % 60:02} +0000] "GET {page} HTTP/1.1" {status} {written}'
        lines.append(line if i % 10 else f"# {line[:30]}")
    return lines


class Report:
    def __init__(self):
        self.statuses, self.pages, self.clients = {}, {}, {}
        self.total_bytes = 0

    def add(self, client, page, status, size):
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.pages[page] = self.pages.get(page, 0) + 1
        self.clients.setdefault(client, set()).add(page)
        self.total_bytes += size

    def summary(self):
        """One number that every part of the report goes into."""
        busiest = sorted(self.pages.items(), key=lambda item: (-item[1], item[0]))[:5]
        total = self.total_bytes + sum(count * status for status, count in self.statuses.items())
        total += sum(place * hits * len(page) for place, (page, hits) in enumerate(busiest, 1))
        return total + 7 * sum(map(len, self.clients.values()))


def analyse(pattern, lines):
    report = Report()
    for line in lines:
        match = pattern.match(line)
        if match is not None:
            size = match["bytes"]
            report.add(match["client"], match["page"], int(match["status"]), 0 if size == "-" else int(size))
    return report.summary()


def setup(cell):
    if cell.parameters["pattern"] == "private":
        return None
    if cell.mode != "threads":
        raise NotImplementedError(f"pattern=shared: in mode {cell.mode} nothing is shared")
    return re.compile(LINE)


def begin(cell, index):
    # The comment makes another pattern of it: for the same text the cache of `re` would give all workers the same object.
    return cell.shared or re.compile(f"{LINE}(?#worker {index})"), make_lines(cell.parameters["lines"])


def run(n, state):
    pattern, lines = state
    total = 0
    for _ in range(n):
        total += analyse(pattern, lines)
    return total


def check(cell):
    report = Report()
    for i, (client, page, status, size) in enumerate(make_requests(cell.parameters["lines"])):
        if i % 10:
            report.add(client, page, status, size or 0)
    return cell.total == report.summary() * sum(cell.ops)
