"""The workload's checks, made of the probes that are kept as data in `probes.json`.

They were taken once from the suites of the exercise, and stay as they are whatever those become.
How answers are compared, made smaller and drawn is the suites' own, since that is measured too.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import projections
from graphs import gradients
from programs import by_node, shrink

from grader.records import Probe
from grader.suite import check, probes

DATA = Path(__file__).with_name("probes.json")


def checks(suite: str) -> dict[str, Callable[..., Any]]:
    """The tests of a suite file, by name, in the order of the data."""
    mine = Path(suite).stem
    found = {}
    for each in _data():
        if Path(each["suite"]).name == mine:
            test = _test(each.get("compare"))
            test.__name__ = f"test_{each['name']}"
            asked = [Probe(code, tuple(observe)) for code, observe in each["probes"]]
            found[test.__name__] = check(
                each["part"], points=1, title=each["title"], alone=each.get("alone", False),
                picture=None if each.get("alone") else gradients)(probes(asked)(test))
    return found


@functools.cache
def _data() -> list[dict[str, Any]]:
    return json.loads(DATA.read_text(encoding="utf-8"))


def _test(compare: str | None) -> Callable[..., Any]:
    """How a check compares: by a projection's name, as a random program, or as it is."""

    def plain(agree: Any) -> None:
        agree()

    def projected(agree: Any) -> None:
        agree(through=getattr(projections, compare or ""))

    def program(agree: Any) -> None:
        agree(through=by_node, shrink=shrink)

    return program if compare == "program" else projected if compare else plain
