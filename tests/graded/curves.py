"""The pictures of training: a run's losses over the right ones, the rates' side by side."""

from __future__ import annotations

import math
import textwrap
from typing import Any

from grader.records import Curve, Curves, Observation, Probe
from grader.suite import Sketch, Sketcher

AXES = ("step", "loss")
LONGEST = 100  # steps


def losses(code: str, caption: str) -> Sketcher:
    """A picture of the list `losses` that a snippet leaves."""

    def draw(mine: Observation, right: Observation) -> Curves | None:
        run = Curve("", _numbers(mine.answers[0]), _numbers(right.answers[0]))
        return Curves((run,), AXES, caption) if run.yours else None

    return _always(code, "losses", draw)


def rates(code: str, caption: str) -> Sketcher:
    """A picture of the dict `runs` that a snippet leaves, from a rate to its losses."""

    def draw(mine: Observation, right: Observation) -> Curves | None:
        yours, expected = mine.answers[0], right.answers[0]
        if not isinstance(yours, dict) or not isinstance(expected, dict):
            return None
        return Curves(tuple(Curve(f"lr = {rate}", _numbers(yours.get(rate)), _numbers(run))
                            for rate, run in expected.items()), AXES, caption)

    return _always(code, "runs", draw)


def _always(code: str, name: str, draw: Any) -> Sketcher:
    sketch = Sketch(Probe(textwrap.dedent(code).strip("\n"), (name,)), draw)
    return lambda probe: sketch


def _numbers(answer: Any) -> tuple[float | None, ...]:
    """A list's numbers; what is none, or cannot stand on an axis, is left open.

    Without the last digits: they hang on the order in which a process walks a set, and no picture
    shows them.
    """
    each = answer[:LONGEST] if isinstance(answer, list) else []
    return tuple(float(f"{one:.9g}") if type(one) in (int, float) and math.isfinite(one) else None
                 for one in each)
