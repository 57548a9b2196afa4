"""Pillow's decoding of a picture that lies in memory.

Mechanism: the file's header read in Python; then the decoder in C, zlib's or libjpeg's, without the GIL (since Pillow 2.9,
python-pillow/Pillow#1224), a block of bytes after the other; the pixels handed out as bytes under it. It should scale with the cores on every
build, less the part in Python. The phases tell opening, decoding and handing out apart. Each picture is compared with the bytes that it was made
of (PNG), or with what the main thread decoded, which in turn may not be far from them (JPEG).
library: pillow
op: one picture of `size` times `size` pixels decoded to bytes.
"""

import io

from PIL import Image

PARAMETERS = {
    "size": {"default": 256, "low": 16, "high": 2048, "unit": "pixels", "help": "width and height of the picture"},
    "format": {"default": "png", "choices": ["png", "jpeg"], "help": "how the picture is stored"},
}

PHASES = ("prepare", "native", "result")


def make_pixels(size):
    """Slow waves, as a photograph has them, so that JPEG comes close."""
    wave = [abs(step % 512 - 256) % 256 for step in range(8 * size)]
    return b"".join(bytes((wave[x], wave[y], wave[x + 2 * y])) for y in range(size) for x in range(size))


def decode(stored):
    with Image.open(io.BytesIO(stored)) as picture:
        return picture.tobytes()


def setup(cell):
    size, kind = cell.parameters["size"], cell.parameters["format"]
    pixels = make_pixels(size)
    file = io.BytesIO()
    Image.frombytes("RGB", (size, size), pixels).save(file, kind)
    stored = file.getvalue()
    decoded = decode(stored)
    far = sum(map(abs, map(int.__sub__, decoded, pixels))) / len(pixels)
    assert far < 4 if kind == "jpeg" else far == 0, f"decoded values are {far:.3g} off on average"
    return stored, decoded


def begin(cell, index):
    return *cell.shared, cell.phase


def run(n, state):
    stored, pixels, phase = state
    right = 0
    for _ in range(n):
        phase(0)
        with Image.open(io.BytesIO(stored)) as picture:
            phase(1)
            picture.load()
            phase(2)
            right += picture.tobytes() == pixels
    return right


def check(cell):
    return cell.total == sum(cell.ops)
