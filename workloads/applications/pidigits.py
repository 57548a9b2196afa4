"""Digits of pi by a spigot: whole numbers of thousands of bits.

Mechanism: multiplication and division of big integers, that is, allocation of many sizes and C loops that keep the GIL; nothing shared.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1.
op: the first `digits` digits of pi.
"""

PARAMETERS = {"digits": {"default": 150, "low": 10, "high": 600, "unit": "digits", "help": "digits in an op"}}


def digits_of_pi():
    """Gibbons' spigot: a linear fractional transformation that takes in a term of the series until a digit is certain."""
    q, r, t, k, digit, odd = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < digit * t:
            yield digit
            rest = 10 * (r - digit * t)
            digit = 10 * (3 * q + r) // t - 10 * digit
            q *= 10
            r = rest
        else:
            digit_next = (q * (7 * k + 2) + r * odd) // (t * odd)
            r = (2 * q + r) * odd
            q *= k
            t *= odd
            odd += 2
            k += 1
            digit = digit_next


def weighed(digits):
    """So that a digit in the wrong place shows."""
    return sum(place * digit for place, digit in zip(range(1, len(digits) + 1), digits))


def first(count):
    return [digit for digit, _ in zip(digits_of_pi(), range(count))]


def setup(cell):
    return cell.parameters["digits"]


def run(n, count):
    total = 0
    for _ in range(n):
        total += weighed(first(count))
    return total


def check(cell):
    count = cell.parameters["digits"]
    one = 10 ** (count + 10)  # Machin: pi = 16 arctan(1/5) - 4 arctan(1/239), in fixed point with ten digits to spare

    def arctan(inverse):
        power = one // inverse
        total, divisor, sign = power, 3, -1
        while power:
            power //= inverse * inverse
            total += sign * (power // divisor)
            divisor += 2
            sign = -sign
        return total

    pi = 4 * (4 * arctan(5) - arctan(239))
    known = [int(digit) for digit in str(pi)[:count]]
    assert known[:10] == [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]
    return cell.total == weighed(known) * sum(cell.ops)
