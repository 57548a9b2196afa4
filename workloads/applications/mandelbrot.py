"""The Mandelbrot set in a small picture: complex numbers squared until they run away.

Mechanism: complex and float arithmetic on locals, nothing shared but the function. A control: nothing but objects made and dropped.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1.
op: a picture of `size` times `size` points, at most 50 rounds each.
"""

PARAMETERS = {"size": {"default": 24, "low": 2, "high": 80, "unit": "points", "help": "width and height of the picture"}}

ROUNDS = 50


def inside(c):
    z = c
    for _ in range(ROUNDS):
        if z.real * z.real + z.imag * z.imag > 4.0:
            return False
        z = z * z + c
    return True


def picture(size):
    """Points that stay, in the square from -2 - 1.5i to 1 + 1.5i."""
    step = 3.0 / size
    count = 0
    for row in range(size):
        y = -1.5 + (row + 0.5) * step
        for column in range(size):
            count += inside(complex(-2.0 + (column + 0.5) * step, y))
    return count


def setup(cell):
    return cell.parameters["size"]


def run(n, size):
    total = 0
    for _ in range(n):
        total += 1 + picture(size)
    return total


def check(cell):
    assert abs(picture(60) * (3.0 / 60) ** 2 - 1.5066) < 0.12, "the set's known area, to what 60 rows can tell"
    size = cell.parameters["size"]
    count = 0
    for row in range(size):
        for column in range(size):
            a = x = -2.0 + (column + 0.5) * (3.0 / size)
            b = y = -1.5 + (row + 0.5) * (3.0 / size)
            for _ in range(ROUNDS):
                if x * x + y * y > 4.0:
                    break
                x, y = x * x - y * y + a, x * y + y * x + b
            else:
                count += 1
    return cell.total == (1 + count) * sum(cell.ops)
