"""Runs as pictures: yours over the expected one, step by step, on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from ..records import Curve, Curves
from .words import shown

PLOT: Final = (288.0, 150.0)
LEFT, TOP, RIGHT, BELOW = 46.0, 26.0, 12.0, 40.0
Ticks = list[tuple[float, str]]


def draw(picture: Curves, uid: str) -> Markup:
    """A panel a run, all of them on the same axes; `uid` is the picture's own on its page."""
    numbers = [value for run in picture.curves for side in (run.yours, run.expected)
               for value in side if value is not None and value > 0]
    if not numbers:
        return Markup("")
    ticks = _ticks(min(numbers), max(numbers))
    return Markup("\n").join(_panel(run, picture, ticks, steps(picture), f"{uid}-{number}")
                             for number, run in enumerate(picture.curves))


def steps(picture: Curves) -> int:
    """How many steps the longest run has."""
    return max((len(side) for run in picture.curves for side in (run.yours, run.expected)),
               default=0)


def at(values: Sequence[float | None], step: int) -> str:
    """One value of a run as a table shows it."""
    value = values[step] if step < len(values) else None
    return "none" if value is None else f"{value:.6g}"


def _ticks(low: float, high: float) -> Ticks:
    """Powers of ten around all that is drawn; within one, a few more."""
    bottom, top = math.floor(math.log10(low)), math.ceil(math.log10(high))
    top = max(top, bottom + 1)
    every = max(1, math.ceil((top - bottom) / 5))
    found = [(float(power), _label(1, power)) for power in range(bottom, top + 1, every)]
    if top - bottom == 1:
        found[1:1] = [(bottom + math.log10(times), _label(times, bottom)) for times in (2, 5)]
    if found[-1][0] < top:
        found.append((float(top), _label(1, top)))
    return found


def _label(times: int, power: int) -> str:
    """A tick's number, where no float is so large or so small, too."""
    value = float(f"{times}e{power}")
    return f"{value:g}" if 0 < value < math.inf else f"{times}e{power:+d}"


def _panel(run: Curve, picture: Curves, ticks: Ticks, many: int, uid: str) -> Markup:
    (width, height), (low, high) = PLOT, (ticks[0][0], ticks[-1][0])

    def x(step: int) -> float:
        return LEFT + width * (step - 1) / max(many - 1, 1)

    def y(power: float) -> float:
        return TOP + height * (high - power) / (high - low)

    pieces = [Markup('<path class="grid" d="M{:g} {:.1f}h{:g}"/><text class="tick" x="{:g}" '
                     'y="{:.1f}">{}</text>').format(LEFT, y(power), width, LEFT - 6, y(power) + 4,
                                                    label) for power, label in ticks]
    for step in sorted({1, (1 + many) // 2, many}):
        pieces.append(Markup('<text class="foot" x="{:.1f}" y="{:g}">{}</text>').format(
            x(step), TOP + height + 16, step))
    foot = shown(picture.names[0], 60)
    pieces.append(Markup('<text class="foot" x="{:g}" y="{:g}">{}</text>').format(
        LEFT + width / 2, TOP + height + 34, foot))
    for side, values in (("expected", run.expected), ("yours", run.yours)):
        points = [(x(step), y(math.log10(value))) for step, value in enumerate(values, 1)
                  if value is not None and value > 0]
        if points:
            pieces.append(Markup('<path class="{}" d="M{}"/>').format(
                side, "L".join(f"{a:.1f} {b:.1f}" for a, b in points)))
            if side == "yours":
                pieces += [Markup('<circle class="yours" cx="{:.1f}" cy="{:.1f}" r="2.2"/>').format(
                    *point) for point in points]
    pieces.append(_key())
    head = shown(f"{picture.names[1]}, {run.label}" if run.label else picture.names[1], 60)
    pieces.append(Markup('<text class="head" x="{:g}" y="14">{}</text>').format(LEFT, head))
    return Markup(
        '<svg class="drawn-curve" role="img" aria-labelledby="{0}-t {0}-d" width="{1:g}" '
        'height="{2:g}" viewBox="0 0 {1:g} {2:g}"><title id="{0}-t">{3} by {4}</title>'
        '<desc id="{0}-d">{5}</desc>'
        "\n{6}\n</svg>").format(
            uid, LEFT + width + RIGHT, TOP + height + BELOW, head, foot,
            _spoken(run), Markup("\n").join(pieces))


def _key() -> Markup:
    """Which line is which, told by its form."""
    right = LEFT + PLOT[0]
    return Markup('<path class="yours" d="M{:g} 10h18"/><circle class="yours" cx="{:g}" cy="10" '
                  'r="2.2"/><text class="key" x="{:g}" y="14">yours</text><path class="expected" '
                  'd="M{:g} 10h18"/><text class="key" x="{:g}" y="14">expected</text>').format(
        right - 150, right - 141, right - 127, right - 84, right - 61)


def _spoken(run: Curve) -> str:
    return (f"Yours goes {_ends(run.yours)}, the expected one {_ends(run.expected)}. "
            "The table has all numbers.")


def _ends(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"from {known[0]:.4g} to {known[-1]:.4g}" if known else "nowhere"
