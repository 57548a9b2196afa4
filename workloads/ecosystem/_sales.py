"""A table of sales, a key and a value a row: what the libraries with a group-by add up."""

PARAMETERS = {"rows": {"default": 50_000, "low": 100, "high": 100_000_000, "unit": "rows", "help": "rows of the table"}}

KEYS = 100


def make_sales(rows, least=0):
    """Keys and values, a list each, and what the values of a key come to that are not below `least`."""
    keys, values = [row * 37 % KEYS for row in range(rows)], [row % 1009 for row in range(rows)]
    sums = dict.fromkeys(range(KEYS), 0)
    for key, value in zip(keys, values):
        sums[key] += value if value >= least else 0
    return keys, values, sums


def check(cell):
    return cell.total == sum(cell.ops)
