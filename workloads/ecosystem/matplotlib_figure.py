"""Matplotlib's drawing of a bar chart with its labels to pixels.

Mechanism: artists, layout and transforms in Python, paths and glyphs drawn in C++ (Agg, FreeType) that keeps a GIL; fonts are found and kept for
the whole process. Each worker has a figure of its own and no pyplot, which is not made for threads. Flat with a GIL; without one it should scale
with the cores, less what the fonts' cache costs. Each picture is compared with what the main thread drew, whose bars have the colours that were
asked for.
library: matplotlib
op: one chart of `bars` bars drawn.
"""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

PARAMETERS = {"bars": {"default": 5, "low": 1, "high": 100, "unit": "bars", "help": "bars of the chart"}}

COLOUR = (255, 0, 0, 255)


def draw(bars):
    figure = Figure(figsize=(3, 2), dpi=80)
    canvas = FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.bar(range(bars), [1 + bar % 3 for bar in range(bars)], color="red")
    axes.set_title("bars")
    canvas.draw()
    return bytes(canvas.buffer_rgba())


def setup(cell):
    pixels = draw(cell.parameters["bars"])
    red = sum(pixels[at : at + 4] == bytes(COLOUR) for at in range(0, len(pixels), 4))
    assert red > len(pixels) / 4 / 20, f"{red} red pixels are too few for the bars"
    return pixels


def begin(cell, index):
    return cell.parameters["bars"], cell.shared


def run(n, state):
    bars, pixels = state
    right = 0
    for _ in range(n):
        right += draw(bars) == pixels
    return right


def check(cell):
    return cell.total == sum(cell.ops)
