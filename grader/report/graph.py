"""A graph as a picture: a box a value, a circle a step, and the mark on what went wrong first."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from ..records import Box, Graph
from .dot import Line, Node, Point, dot_text, layouts
from .words import shown

BOX: Final = (118.0, 72.0)
ROUND: Final = 30.0  # a circle's height; a longer sign makes it wider
LETTER: Final = 7.3
MARGIN: Final = 6.0
SMALLEST: Final = 0.72  # of its size, to fit a page; then it is moved instead
ABOVE: Final = 20.0  # for the mark's words, which stand over a step, and under a call
ARROW: Final = 7.0
HERE: Final = "here"
MINUS: Final = "\N{MINUS SIGN}"
NAME, NUMBER, CALL, SPOKEN = 14, 9, 24, 400  # characters


def plan(graph: Graph) -> str:
    """The graph as dot is to lay it out: it hangs on what was made of what, and on no number."""
    nodes: list[Node] = []
    edges: list[tuple[str, str]] = []
    beside: list[tuple[str, str]] = []
    for at, box in enumerate(graph.boxes):
        nodes.append(Node(f"n{at}", *BOX))
        if box.step:
            nodes.append(Node(f"s{at}", _width(box.sign), ROUND))
            edges.append((f"s{at}", f"n{at}"))
            edges += [(f"n{_place(graph, name)}", f"s{at}") for name in dict.fromkeys(box.operands)]
    for at, call in enumerate(graph.calls):
        nodes.append(Node(f"c{at}", _width(_cut(call.line, CALL)), ROUND))
        beside.append((f"n{_place(graph, call.box)}", f"c{at}"))
    return dot_text(nodes, edges, beside)


@lru_cache(maxsize=256)
def draw(graph: Graph, uid: str) -> Markup:
    """The picture as SVG, empty where it cannot be laid out; `uid` is its own on its page."""
    [layout] = layouts([plan(graph)])
    if layout is None:
        return Markup("")
    pieces = [_line(line) for line in layout.lines]
    for at, box in enumerate(graph.boxes):
        pieces.append(_box(box, layout.at[f"n{at}"], graph))
        if box.step:
            pieces.append(_pill(box.sign, layout.at[f"s{at}"], "step", box.name == graph.mark))
    pieces += [_pill(_cut(call.line, CALL), layout.at[f"c{at}"], "call", not graph.mark)
               for at, call in enumerate(graph.calls)]
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * ABOVE
    return Markup(
        f'<svg class="drawn-graph" role="img" aria-labelledby="{uid}-t {uid}-d" '
        f'width="{width:.0f}" height="{height:.0f}" '
        f'style="min-inline-size: {SMALLEST * width:.0f}px" '
        f'viewBox="{-MARGIN:g} {-ABOVE:g} {width:.0f} {height:.0f}">'
        f'<title id="{uid}-t">The graph of these lines</title>'
        f'<desc id="{uid}-d">{escape(_cut(_spoken(graph), SPOKEN))}</desc>\n') + Markup(
        "\n".join(pieces)) + Markup("\n</svg>")


def _spoken(graph: Graph) -> str:
    wrong = [box.name for box in graph.boxes if not box.agrees]
    where = "the call" if not graph.mark else next(
        (box.step for box in graph.boxes if box.name == graph.mark and box.step), graph.mark)
    differs = f"The {graph.names[1]} differs at {', '.join(wrong)}." if wrong else ""
    return " ".join(filter(None, [f"The mark is on {where}.", differs,
                                  "The table has all numbers."]))


def _place(graph: Graph, name: str) -> int:
    return next(at for at, box in enumerate(graph.boxes) if box.name == name)


def _width(text: str) -> float:
    return max(ROUND, LETTER * len(text) + 16)


# What follows writes markup: numbers are ours, and each text goes through `escape`.


def _box(box: Box, at: Point, graph: Graph) -> str:
    left, top = at[0] - BOX[0] / 2, at[1] - BOX[1] / 2
    expected = _short(box.expected, "" if box.agrees else box.yours)
    rows = [(graph.names[0], _short(box.value)), (graph.names[1], _short(box.yours)),
            ("expected", expected)]
    texts = [_text(_cut(box.name, NAME), at[0], top + 15, "name")]
    for row, (label, value) in enumerate(rows):
        off, y = row == 1 and not box.agrees, top + 33 + 15 * row
        said, kind = (f"≠ {value}", "n off") if off else (value, "n")
        texts += [_text(label, left + 7, y), _text(said, left + BOX[0] - 7, y, kind)]
    marked = box.name == graph.mark and not box.step
    name = "box" + " differs" * (not box.agrees) + " marked" * marked
    return (f'<g class="{name}">{_rect(at, *BOX, 5)}'
            f'<path d="M{left:.1f} {top + 21:.1f}h{BOX[0]:g}"/>{"".join(texts)}'
            f'{_here(at, BOX[1]) if marked else ""}</g>')


def _pill(text: str, at: Point, kind: str, marked: bool) -> str:
    width = _width(text)
    ring = _rect(at, width + 8, ROUND + 8, ROUND / 2 + 4, "ring") if marked else ""
    here = _here(at, ROUND + 8, under=kind == "call") if marked else ""
    return (f'<g class="{kind}{" marked" * marked}">{ring}{_rect(at, width, ROUND, ROUND / 2)}'
            f'{_text(text, at[0], at[1] + 4.5)}{here}</g>')


def _rect(at: Point, width: float, height: float, round: float, name: str = "") -> str:
    kind = f' class="{name}"' if name else ""
    return (f'<rect{kind} x="{at[0] - width / 2:.1f}" y="{at[1] - height / 2:.1f}" '
            f'width="{width:g}" height="{height:g}" rx="{round:g}"/>')


def _text(text: str, x: float, y: float, name: str = "") -> str:
    kind = f' class="{name}"' if name else ""
    return f'<text{kind} x="{x:.1f}" y="{y:.1f}">{escape(_cut(text, CALL))}</text>'


def _here(at: Point, height: float, *, under: bool = False) -> str:
    return _text(HERE, at[0], at[1] + (height / 2 + 13 if under else -height / 2 - 5), "here")


def _line(line: Line) -> str:
    points = line.points
    curves = " ".join(f"{x:.1f} {y:.1f}" for x, y in points[1:])
    if line.head.startswith("c"):
        return f'<path class="line called" d="M{points[0][0]:.1f} {points[0][1]:.1f}C{curves}"/>'
    (x, y), tip = points[-2] if points[-2] != points[-1] else points[0], points[-1]
    length = math.hypot(tip[0] - x, tip[1] - y) or 1.0
    along = (tip[0] - x) / length, (tip[1] - y) / length
    corners = [(tip[0] + along[0] * ahead - along[1] * aside,
                tip[1] + along[1] * ahead + along[0] * aside)
               for ahead, aside in ((0, ARROW / 2), (ARROW, 0), (0, -ARROW / 2))]
    return (f'<path class="line" d="M{points[0][0]:.1f} {points[0][1]:.1f}C{curves}"/>'
            f'<path class="tip" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in corners)}z"/>')


def _cut(text: str, length: int) -> str:
    text = " ".join(shown(text, SPOKEN).split())
    return text if len(text) <= length else text[: length - 1] + "…"


def _short(text: str, unlike: str = "") -> str:
    """A number in few digits, more where it would look like another that it is not."""
    try:
        number = float(text)
    except ValueError:
        return _cut(text, NUMBER)
    try:
        other = float(unlike)
    except ValueError:
        other = math.nan
    for digits in (4, 6, 12):
        said = f"{number:.{digits}g}"
        if said != f"{other:.{digits}g}":
            break
    return said.replace("-", MINUS)
