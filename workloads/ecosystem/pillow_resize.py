"""Pillow's resizing of a picture.

Mechanism: a convolution in C over rows, then columns, without the GIL, on a picture that all workers read; the result is the worker's own. It
should scale with the cores on every build. The picture is four fields of one colour each, which every filter leaves as they are away from the
borders: with each op the middle of another field is compared, and at the end those of all.
library: pillow
op: one picture of `size` times `size` pixels made three times smaller.
"""

from PIL import Image

PARAMETERS = {
    "size": {"default": 384, "low": 64, "high": 8192, "unit": "pixels", "help": "width and height of the picture before"},
    "filter": {"default": "lanczos", "choices": ["box", "bilinear", "bicubic", "lanczos"], "help": "how pixels are mixed"},
}

COLOURS = (200, 30, 60), (10, 220, 90), (40, 80, 250), (255, 255, 0)


def setup(cell):
    size = cell.parameters["size"]
    picture = Image.new("RGB", (size, size))
    for number, colour in enumerate(COLOURS):
        picture.paste(colour, tuple(size // 2 * side for side in (number % 2, number // 2, number % 2 + 1, number // 2 + 1)))
    return picture


class State:
    def __init__(self, picture, kind):
        self.picture, self.filter = picture, Image.Resampling[kind.upper()]
        self.smaller = (picture.width // 3, picture.height // 3)
        self.middles = [tuple(side * (1 + 2 * half) // 4 for side, half in zip(self.smaller, (number % 2, number // 2))) for number in range(4)]
        self.resized = None
        self.next = 0


def begin(cell, index):
    return State(cell.shared, cell.parameters["filter"])


def run(n, state):
    number = state.next
    right = 0
    for _ in range(n):
        state.resized = state.picture.resize(state.smaller, state.filter)
        right += state.resized.getpixel(state.middles[number]) == COLOURS[number]
        number = (number + 1) % len(COLOURS)
    state.next = number
    return right


def check(cell):
    for state in cell.states:
        assert tuple(map(state.resized.getpixel, state.middles)) == COLOURS, "a field has another colour"
    return cell.total == sum(cell.ops)
