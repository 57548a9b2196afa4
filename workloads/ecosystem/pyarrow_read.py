"""PyArrow's reading of a table, as Parquet or CSV, that lies in memory.

Mechanism: native decoding without the GIL: dictionaries and Snappy for Parquet, cutting and parsing of text for CSV. Even with
`use_threads=False` threads of PyArrow's own pools do part of it (apache/arrow#38434), which are one each here and all workers share; rows carry
the flag foreign_threads. So it gains on every build what the calling thread does itself, and no more. The phases tell reading from what Python
makes of the sums. The columns are whole numbers and text by formula; the numbers' sum and the text's length are compared.
library: pyarrow
op: one table of `rows` rows read, and two sums.
"""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from _pyarrow_serial import no_pool

PARAMETERS = {
    "rows": {"default": 20_000, "low": 1, "high": 10_000_000, "unit": "rows", "help": "rows of the table"},
    "format": {"default": "parquet", "choices": ["parquet", "csv"], "help": "how the table is stored"},
}

PHASES = ("native", "result")


def setup(cell):
    no_pool()
    rows = range(cell.parameters["rows"])
    table = pa.table({"number": [row * 7919 % 1_000_003 for row in rows], "name": [f"name {row % 1009}" for row in rows]})
    stored = pa.BufferOutputStream()
    if cell.parameters["format"] == "csv":
        pyarrow.csv.write_csv(table, stored)
    else:
        pyarrow.parquet.write_table(table, stored)
    return stored.getvalue(), sum(row * 7919 % 1_000_003 for row in rows), sum(len(f"name {row % 1009}") for row in rows)


def read_csv(stored):
    return pyarrow.csv.read_csv(pa.BufferReader(stored), pyarrow.csv.ReadOptions(use_threads=False))


def read_parquet(stored):
    return pyarrow.parquet.read_table(pa.BufferReader(stored), use_threads=False, pre_buffer=False)


def begin(cell, index):
    return *cell.shared, read_csv if cell.parameters["format"] == "csv" else read_parquet, cell.phase


def run(n, state):
    stored, numbers, length, read, phase = state
    right = 0
    for _ in range(n):
        phase(0)
        table = read(stored)
        phase(1)
        right += pc.sum(table["number"]).as_py() == numbers and pc.sum(pc.utf8_length(table["name"])).as_py() == length
    return right


def check(cell):
    return cell.total == sum(cell.ops)
