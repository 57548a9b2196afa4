"""DuckDB's group-by: a query in SQL of a table in a database of the worker's own.

Mechanism: SQL parsed, planned and carried out in C++ without the GIL, by the calling thread (`threads=1`) on a connection and a database in
memory that no other worker has; the rows handed out as Python's tuples under it. It should scale with the cores on every build, less handing
out. The phases tell carrying out and handing out apart.
library: duckdb
op: one query over `rows` rows and 100 keys.
"""

import _sales
import duckdb
from _sales import KEYS, PARAMETERS, make_sales

PHASES = ("native", "result")


class State:
    def __init__(self, rows, phase):
        self.phase = phase
        self.connection = duckdb.connect(":memory:", config={"threads": 1})
        self.connection.execute(f"CREATE TABLE sales AS SELECT row * 37 % {KEYS} AS key, row % 1009 AS value FROM range({rows}) AS numbers(row)")
        _, _, self.sums = make_sales(rows)


def begin(cell, index):
    return State(cell.parameters["rows"], cell.phase)


def run(n, state):
    phase = state.phase
    right = 0
    for _ in range(n):
        phase(0)
        query = state.connection.execute("SELECT key, sum(value) FROM sales GROUP BY key ORDER BY key")
        phase(1)
        right += dict(query.fetchall()) == state.sums
    return right


def check(cell):
    for state in cell.states:
        state.connection.close()
    return _sales.check(cell)
