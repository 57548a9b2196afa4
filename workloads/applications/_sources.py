"""Python source to tokenise and compile, the same on every build, in syntax that all versions from 3.11 on read alike."""

FUNCTION = '''
def shop_{i}(orders, limit={i}, *, rate=0.25):
    """Sums up what {i} shops sold."""
    total, seen = 0, {{}}
    for number, (name, price) in enumerate(orders):
        if price > limit and name not in seen or number % 7 == {i} % 7:
            seen[name] = price * (1 + rate)
            total += int(seen[name])
        elif not price:
            continue
        else:
            total -= {i} if name.startswith("x_{i}") else price // 2
    try:
        return [key.upper() for key in sorted(seen) if len(key) > {i} % 5], total
    finally:
        seen.clear()


class Shop_{i}:
    rate = {i} / 100

    def sell(self, *names, **prices):
        return shop_{i}([(name, prices.get(name, {i})) for name in names], rate=self.rate)[1]
'''


def make_source(functions):
    return "import sys\n" + "".join(FUNCTION.format(i=i) for i in range(functions))
