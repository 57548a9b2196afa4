"""A telephone company's bill in decimals: calls priced, rounded, taxed and added up.

Mechanism: decimal arithmetic in C; each operation looks up the thread's context, which is a context variable (python/cpython#114682 is about
what that costs). The numbers are private to a worker. After Mike Cowlishaw's `telco`.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1.
op: `calls` calls billed, and the three sums.
"""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from _lcg import Lcg

PARAMETERS = {"calls": {"default": 300, "low": 1, "high": 5000, "unit": "calls", "help": "calls in an op"}}

RATES = 13, 894  # a second, in hundred-thousandths: local calls, and those to far away
TAX, FAR_TAX = 675, 341  # of the price, in ten-thousandths


def make_calls(count):
    """Of each its seconds, and whether it went far."""
    random = Lcg(17)
    return [(1 + random.below(9000), random.below(2) == 1) for _ in range(count)]


def begin(cell, index):
    calls = [(Decimal(seconds), far) for seconds, far in make_calls(cell.parameters["calls"])]
    rates = [Decimal(rate).scaleb(-5) for rate in RATES]
    return calls, rates, Decimal(TAX).scaleb(-4), Decimal(FAR_TAX).scaleb(-4), Decimal("0.01")


def bill(calls, rates, tax, far_tax, cent):
    """The sum of all prices, taxes and far taxes."""
    prices = taxes = far_taxes = cent - cent
    for seconds, far in calls:
        price = (seconds * rates[far]).quantize(cent, ROUND_HALF_EVEN)
        prices += price
        taxes += (price * tax).quantize(cent, ROUND_DOWN)
        if far:
            far_taxes += (price * far_tax).quantize(cent, ROUND_DOWN)
    return prices + taxes + far_taxes


def run(n, state):
    total = 0
    for _ in range(n):
        total += int(bill(*state) * 100)
    return total


def check(cell):
    cents = 0
    for seconds, far in make_calls(cell.parameters["calls"]):  # the same in whole numbers
        price, rest = divmod(seconds * RATES[far], 1000)
        price += rest > 500 or (rest == 500 and price % 2 == 1)
        cents += price + price * TAX // 10_000 + (price * FAR_TAX // 10_000 if far else 0)
    return cell.total == cents * sum(cell.ops)
