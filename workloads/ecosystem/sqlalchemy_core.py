"""SQLAlchemy Core on SQLite in memory: a transaction of three statements.

Mechanism: SQLAlchemy compiles statements once and caches them by key; connections, results and rows are Python, or Cython where there is a wheel
for the build (3.13t has Python alone). SQLite lets go of a GIL for each statement, as in io_sqlite. With a GIL it gains what SQLite takes, next to
nothing; free-threaded it should scale with the cores, as engines share nothing but classes and their types' caches.
Held, as `--phases` measures it: 96 % of an op (release 2.1.9 on 3.13.15, 22 November 2026).
library: sqlalchemy
op: one transaction: a row added, a balance raised, and a row read.
"""

import sqlalchemy
from sqlalchemy.pool import StaticPool

ACCOUNTS = 100


class State:
    """The database is one connection's, which the main thread closes when the worker has ended."""

    def __init__(self):
        self.engine = sqlalchemy.create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        metadata = sqlalchemy.MetaData()
        self.account = sqlalchemy.Table("account", metadata, sqlalchemy.Column("number", sqlalchemy.Integer, primary_key=True),
                                        sqlalchemy.Column("owner", sqlalchemy.String), sqlalchemy.Column("balance", sqlalchemy.Integer))
        self.booking = sqlalchemy.Table("booking", metadata, sqlalchemy.Column("id", sqlalchemy.Integer, primary_key=True),
                                        sqlalchemy.Column("account", sqlalchemy.ForeignKey("account.number")))
        metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            connection.execute(self.account.insert(), [{"number": number, "owner": f"owner {number}", "balance": 0} for number in range(ACCOUNTS)])
        self.next = 0


def begin(cell, index):
    return State()


def run(n, state):
    account, booking = state.account, state.booking
    number = state.next
    right = 0
    for _ in range(n):
        with state.engine.begin() as connection:
            connection.execute(booking.insert().values(id=None, account=number))
            connection.execute(account.update().where(account.c.number == number).values(balance=account.c.balance + 1))
            row = connection.execute(sqlalchemy.select(account.c.owner, account.c.balance).where(account.c.number == number)).one()
            if row.balance % 50 == 0:
                connection.execute(booking.delete().where(booking.c.account == number))  # or the table would grow without end
        right += row.owner == f"owner {number}"
        number = (number + 1) % ACCOUNTS
    state.next = number
    return right


def check(cell):
    for state, ops in zip(cell.states, cell.ops):
        with state.engine.begin() as connection:
            balances = dict(connection.execute(sqlalchemy.select(state.account.c.number, state.account.c.balance)).all())
            count = sqlalchemy.select(state.booking.c.account, sqlalchemy.func.count()).group_by(state.booking.c.account)
            booked = dict(connection.execute(count).all())
        state.engine.dispose()
        expected = {number: ops // ACCOUNTS + (number < ops % ACCOUNTS) for number in range(ACCOUNTS)}
        assert balances == expected, "a balance is wrong"
        assert booked == {number: balance % 50 for number, balance in expected.items() if balance % 50}, "a row is missing"
    return cell.total == sum(cell.ops)
