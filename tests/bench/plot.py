"""Points and the lines through them, as a picture that reads in light and dark."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 210, 120  # of what is drawn in a panel
LEFT, TOP, CELL_WIDTH, CELL_HEIGHT = 52, 40, 290, 210
STYLE = """
text { font: 11px sans-serif; fill: #24292f }
.title { font-weight: bold }
.axis { stroke: #8c959f; stroke-width: 1; fill: none }
.a { stroke: #0550ae; fill: #0550ae } .b { stroke: #bc4c00; fill: #bc4c00 }
line.a, line.b { stroke-width: 1.5 } line.b { stroke-dasharray: 5 3 }
text.a, text.b { stroke: none }
@media (prefers-color-scheme: dark) {
  text { fill: #d0d7de }
  .a { stroke: #79c0ff; fill: #79c0ff } .b { stroke: #ffa657; fill: #ffa657 }
}
"""


@dataclass(frozen=True)
class Panel:
    """Values by size: one or two series, each with its name."""

    title: str
    unit: str
    sizes: Sequence[int]
    series: Sequence[tuple[str, Sequence[float]]]


def picture(panels: Sequence[Panel], across: int, alt: str) -> str:
    """An SVG of all panels, so many in a row."""
    rows = math.ceil(len(panels) / across)
    width, height = across * CELL_WIDTH, rows * CELL_HEIGHT
    drawn = "\n".join(
        f'<g transform="translate({number % across * CELL_WIDTH} '
        f'{number // across * CELL_HEIGHT})">\n{_panel(panel)}\n</g>'
        for number, panel in enumerate(panels))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img">\n<title>{alt}</title>\n'
            f"<style>{STYLE}</style>\n{drawn}\n</svg>\n")


def _panel(panel: Panel) -> str:
    widest = max(panel.sizes)
    highest = _rounded_up(max(value for _, values in panel.series for value in values))

    def place(size: float, value: float) -> tuple[float, float]:
        return (round(LEFT + WIDTH * size / widest, 1),
                round(TOP + HEIGHT * (1 - value / highest), 1))

    bottom = TOP + HEIGHT
    most = f"{highest:g} {panel.unit}"
    lines = [f'<text class="title" x="{LEFT}" y="16">{panel.title}</text>',
             f'<path class="axis" d="M{LEFT} {TOP}V{bottom}H{LEFT + WIDTH}"/>',
             f'<text x="{LEFT - 6}" y="{TOP + 4}" text-anchor="end">{most}</text>',
             f'<text x="{LEFT - 6}" y="{bottom + 4}" text-anchor="end">0</text>',
             f'<text x="{LEFT + WIDTH}" y="{bottom + 16}" text-anchor="end">{widest:,}</text>']
    for kind, at, (name, values) in zip("ab", (0, 70), panel.series, strict=False):
        slope, start = statistics.linear_regression(panel.sizes, values)
        (x1, y1), (x2, y2) = place(0, start), place(widest, start + slope * widest)
        lines.append(f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>')
        lines += ['<circle class="{}" cx="{}" cy="{}" r="3"/>'.format(kind, *place(size, value))
                  for size, value in zip(panel.sizes, values, strict=True)]
        lines.append(f'<text class="{kind}" x="{LEFT + 8 + at}" y="{TOP - 8}">{name}</text>')
    return "\n".join(lines)


def _rounded_up(value: float) -> float:
    """The next number of one or two digits that makes a good end for an axis."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(each * power for each in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
                if each * power >= value)
