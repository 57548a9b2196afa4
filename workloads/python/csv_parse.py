"""Lines of a table read with csv.reader.

Mechanism: C code that holds a GIL, a dialect object made for each reader, many small strings; nothing shared but types. Flat with a GIL, should scale
with the cores without one.
op: 8 lines of 5 fields.
"""

import csv


def begin(cell, index):
    return [f'{number},"name, quoted {number}",{number / 4},2026-11-21,' + "text " * 3 for number in range(8)]


def run(n, lines):
    fields = 0
    row = []
    for _ in range(n):
        for row in csv.reader(lines):
            fields += len(row)
    return fields if n == 0 or row[1] == "name, quoted 7" else 0


def check(cell):
    return cell.total == 40 * sum(cell.ops)
