"""Waiting for `wait_us` microseconds: the ideal I/O, without a core or a device.

Mechanism: time.sleep lets go of a GIL while it waits. What it takes to get it back afterwards is all that can hold workers up.
Scales with workers, not with cores, with a GIL and without, until waking up is all that a core does.
Claim C25.
op: one wait.
"""

import time

PARAMETERS = {"wait_us": {"default": 1000, "low": 1, "high": 20000, "unit": "us", "help": "how long an op waits"}}


def setup(cell):
    return cell.parameters["wait_us"] / 1e6


def run(n, wait):
    waited = 0
    for _ in range(n):
        before = time.monotonic()
        time.sleep(wait)
        if time.monotonic() - before >= wait * 0.99:  # clocks tick
            waited += 1
    return waited


def check(cell):
    return cell.total == sum(cell.ops)
