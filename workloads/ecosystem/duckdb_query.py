"""A group-by in DuckDB, with a database in memory a worker and one thread each.

Mechanism: SQL is parsed, planned and run in C++ with the GIL released (query), by the calling thread alone (`threads = 1`); the rows become
Python's objects with the GIL (result). With a GIL at most 1/share held, which `--phases` measures. No wheel for a free-threaded 3.13.
Claim C31, for what pandas does elsewhere.
library: duckdb
op: one query over `rows` rows, and its groups.
"""

import duckdb

PHASES = ("query", "result")
QUERY, RESULT = range(2)

PARAMETERS = {
    "rows": {"default": 10_000, "low": 1, "high": 100_000_000, "unit": "rows", "help": "rows of the table"},
    "groups": {"default": 100, "low": 1, "high": 100_000, "unit": "groups", "help": "different keys"},
}

QUERY_TEXT = "SELECT key, count(*), sum(amount), min(name) FROM booking GROUP BY key ORDER BY key"


class State:
    """The main thread closes the connection when the worker has ended."""

    def __init__(self, cell):
        rows, groups = cell.parameters["rows"], cell.parameters["groups"]
        self.phase = cell.phase
        self.connection = duckdb.connect(":memory:", config={"threads": 1})
        columns = f"i % {groups} AS key, i AS amount, 'name ' || (i % 7) AS name"
        self.connection.execute(f"CREATE TABLE booking AS SELECT {columns} FROM range({rows}) t(i)")
        amounts = [range(key, rows, groups) for key in range(min(groups, rows))]
        self.answer = [(key, len(each), sum(each), f"name {min(i % 7 for i in each[:7])}") for key, each in enumerate(amounts)]


def begin(cell, index):
    return State(cell)


def run(n, state):
    phase, connection, answer = state.phase, state.connection, state.answer
    right = 0
    for _ in range(n):
        phase(QUERY)
        result = connection.execute(QUERY_TEXT)
        phase(RESULT)
        right += result.fetchall() == answer
    return right


def check(cell):
    for state in cell.states:
        state.connection.close()
    return cell.total == sum(cell.ops)
