"""Where the boxes and lines of a graph go: Graphviz's dot, asked for many graphs at once.

The program is graphviz-pure, which comes with the Python packages and is the same on every
machine. Where it is missing there is no drawing, and the table beside it has to do.
"""

from __future__ import annotations

import subprocess
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

DOT: Final = Path(sysconfig.get_path("scripts")) / "graphviz-pure"
INCH: Final = 72.0
SECONDS: Final = 20
MOST_REMEMBERED: Final = 5_000

Point = tuple[float, float]


@dataclass(frozen=True)
class Node:
    """What is to be placed, by its own size."""

    id: str
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A line that has been drawn, as the points of its Bézier curves."""

    tail: str
    head: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Layout:
    """A graph in its place: the middle of each node, and the lines."""

    width: float
    height: float
    at: Mapping[str, Point] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


_known: dict[str, Layout] = {}  # the same snippet is drawn for many submissions


def dot_text(nodes: Sequence[Node], edges: Sequence[tuple[str, str]],
             beside: Sequence[tuple[str, str]] = ()) -> str:
    """A graph from left to right, as dot reads it; ids are ours, and plain.

    Pairs that stand `beside` each other are one above the other.
    """
    lines = ["digraph {rankdir=LR; ranksep=0.22; nodesep=0.25; node [shape=box fixedsize=true];"]
    lines += [f"{node.id} [width={node.width / INCH:.3f} height={node.height / INCH:.3f}];"
              for node in nodes]
    lines += [f"{tail} -> {head};" for tail, head in edges]
    lines += [f"{{rank=same; {tail} -> {head};}}" for tail, head in beside]
    return "\n".join([*lines, "}", ""])


def layouts(texts: Sequence[str]) -> list[Layout | None]:
    """Each graph in its place; None where that cannot be had here."""
    new = [text for text in dict.fromkeys(texts) if text not in _known]
    if len(_known) > MOST_REMEMBERED:
        _known.clear()
    if new:
        _known.update(zip(new, _asked(new), strict=False))
    return [_known.get(text) for text in texts]


def _asked(texts: Sequence[str]) -> list[Layout]:
    try:
        ran = subprocess.run([DOT, "-Tplain"], input="".join(texts), capture_output=True, text=True,
                             encoding="utf-8", timeout=SECONDS, check=True, env={})
    except (OSError, subprocess.SubprocessError):
        return []
    return [_read(part.splitlines()) for part in ran.stdout.split("stop\n") if part]


def _read(lines: Sequence[str]) -> Layout:
    """One graph of dot's plain format, whose y goes upwards, in inches."""
    width, height = (float(number) * INCH for number in lines[0].split()[2:4])
    at: dict[str, Point] = {}
    drawn = []
    for line in lines[1:]:
        kind, *words = line.split()
        if kind == "node":
            at[words[0]] = float(words[1]) * INCH, height - float(words[2]) * INCH
        elif kind == "edge":
            numbers = [float(word) * INCH for word in words[3 : 3 + 2 * int(words[2])]]
            points = tuple((x, height - y)
                           for x, y in zip(numbers[::2], numbers[1::2], strict=True))
            drawn.append(Line(words[0], words[1], points))
    return Layout(width, height, at, tuple(drawn))
