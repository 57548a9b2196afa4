"""Prime counting by trial division: integer arithmetic in a loop, nothing shared.

Mechanism: the bytecode loop itself; the control among the Python workloads. Flat with a GIL, should reach the number of cores without.
Claim C2.
op: one candidate between 10,000 and 11,000 tested by trial division.
"""

LOW, HIGH = 10_000, 11_000


def is_prime(candidate):
    divisor = 2
    while divisor * divisor <= candidate:
        if candidate % divisor == 0:
            return False
        divisor += 1
    return True


def begin(cell, index):
    return [LOW]  # the next candidate


def run(n, position):
    candidate = position[0]
    found = 0
    for _ in range(n):
        if is_prime(candidate):
            found += 1
        candidate += 1
        if candidate == HIGH:
            candidate = LOW
    position[0] = candidate
    return found


def check(cell):
    sieve = bytearray([1]) * HIGH
    for i in range(2, int(HIGH**0.5) + 1):
        if sieve[i]:
            sieve[i * i :: i] = bytes(len(range(i * i, HIGH, i)))
    primes = sieve[LOW:HIGH]
    expected = 0
    for ops in cell.ops:
        rounds, rest = divmod(ops, HIGH - LOW)
        expected += rounds * sum(primes) + sum(primes[:rest])
    return cell.total == expected
