"""polars' group-by: a query of filter, group-by and sort, in polars' own engine.

Mechanism: a plan made in Python and carried out in Rust without the GIL, by polars' pool of threads, one for the process; the caller waits. So
the curve is that of callers who share a pool: what one caller leaves of the cores is all that a second can gain, and with a pool of one thread
(POLARS_MAX_THREADS=1, which gilscale sets where nobody else has) that part of an op cannot scale on any build. Rows carry the flag
foreign_threads. The phases tell the plan, carrying it out, and the dictionary of sums apart.
library: polars
op: one query over `rows` rows and 100 keys.
"""

import polars as pl
from _sales import PARAMETERS, check, make_sales

PHASES = ("prepare", "native", "result")

LEAST = 10


class State:
    def __init__(self, rows, phase):
        self.phase = phase
        keys, values, sums = make_sales(rows, least=LEAST)
        self.sums = {key: total for key, total in sums.items() if total}
        self.frame = pl.DataFrame({"key": keys, "value": values})


def begin(cell, index):
    return State(cell.parameters["rows"], cell.phase)


def run(n, state):
    phase = state.phase
    right = 0
    for _ in range(n):
        phase(0)
        query = state.frame.lazy().filter(pl.col("value") >= LEAST).group_by("key").agg(pl.col("value").sum()).sort("key")
        phase(1)
        sums = query.collect()
        phase(2)
        right += dict(sums.iter_rows()) == state.sums
    return right
