"""A database: one row changed and read again in a transaction.

Mechanism: SQLite in C, which lets go of a GIL for each statement. Each worker has a connection and a database of its own, in memory or in a temporary
file; or all change one file (`database=shared_file`), who then wait for its lock by trying again after longer and longer naps.
With a GIL it gains what SQLite takes. Free-threaded private databases should scale with the cores, as far as what SQLite itself shares lets
them (coleifer/pysqlite3#84 saw no significant difference with 3.13t). A shared file cannot scale on any build. The disk is not waited for
(synchronous = off).
Steadiness: beside itself in turns (half of the interval of the ratio of two labels of one build) 6.3 % with two of six pairs 5 and 7 % apart;
measured again 1.4 %. By default the database is in memory, so the disk is not it.
Claim C25.
op: one transaction: a balance raised by 1 and read.
"""

import os
import shutil
import sqlite3
import tempfile

PARAMETERS = {"database": {"default": "memory", "choices": ["memory", "file", "shared_file"], "help": "where it is, and whose"}}

ACCOUNTS = 100


def connect(path):
    """The connection is closed by another thread than its worker's, when that has ended."""
    connection = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = off")
    return connection


def create(connection):
    connection.execute("CREATE TABLE account (number INTEGER PRIMARY KEY, owner TEXT, balance INTEGER)")
    connection.executemany("INSERT INTO account VALUES (?, ?, 0)", [(number, f"owner {number}") for number in range(ACCOUNTS)])


class State:
    def __init__(self, connection, folder):
        self.connection = connection
        self.folder = folder
        self.next = 0


def setup(cell):
    if cell.parameters["database"] != "shared_file":
        return None
    if cell.mode != "threads":
        raise NotImplementedError(f"database=shared_file: in mode {cell.mode} each worker would have a file of its own")
    folder = tempfile.mkdtemp(prefix="gilscale-sqlite-")
    connection = connect(os.path.join(folder, "shared.db"))
    create(connection)
    return State(connection, folder)


def begin(cell, index):
    kind = cell.parameters["database"]
    if kind == "shared_file":
        return State(connect(os.path.join(cell.shared.folder, "shared.db")), None)
    folder = tempfile.mkdtemp(prefix="gilscale-sqlite-") if kind == "file" else None
    state = State(connect(os.path.join(folder, "private.db") if folder else ":memory:"), folder)
    create(state.connection)
    return state


def run(n, state):
    execute = state.connection.execute
    number = state.next
    raised = 0
    for _ in range(n):
        execute("BEGIN IMMEDIATE")
        before = execute("SELECT balance FROM account WHERE number = ?", (number,)).fetchone()[0]
        execute("UPDATE account SET balance = balance + 1 WHERE number = ?", (number,))
        after = execute("SELECT balance FROM account WHERE number = ?", (number,)).fetchone()[0]
        execute("COMMIT")
        raised += after - before
        number = (number + 1) % ACCOUNTS
    state.next = number
    return raised


def check(cell):
    owners = [cell.shared] if cell.shared else cell.states
    balances = [dict(state.connection.execute("SELECT number, balance FROM account")) for state in owners]
    for state in cell.states + [cell.shared] * bool(cell.shared):
        state.connection.close()
        if state.folder:
            shutil.rmtree(state.folder)
    for mine, workers in zip(balances, [cell.ops] if cell.shared else [[ops] for ops in cell.ops]):
        expected = [sum(ops // ACCOUNTS + (number < ops % ACCOUNTS) for ops in workers) for number in range(ACCOUNTS)]
        assert [mine[number] for number in range(ACCOUNTS)] == expected, "a change was lost"
    return cell.total == sum(cell.ops)
