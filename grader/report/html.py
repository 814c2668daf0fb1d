"""The report as one HTML file: the student's, and the instructor's."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from ..records import CheckResult, Curves, Graph, Scorecard
from . import curves, graph
from .dot import layouts
from .view import View, view
from .words import (
    CARRIED,
    GRADER_FAILED,
    OUTCOMES,
    UNJUDGED,
    bonus_parts,
    carried,
    count,
    number,
    paragraphs,
    shown,
)

VALUE: Final = 2_000  # characters of any one value
ROWS: Final = 100  # of any one table
MOST_DRAWN: Final = 130_000  # characters of pictures on one page, which is to stay a light one

_CODE = re.compile(r"`([^`\n]+)`")


def student(card: Scorecard, show_hidden: bool) -> str:
    """The student's page; hidden checks by title and outcome alone unless `show_hidden`."""
    return _page(card, show_hidden=show_hidden, instructor=False)


def instructor(card: Scorecard) -> str:
    """The instructor's page: everything."""
    return _page(card, show_hidden=True, instructor=True)


def _page(card: Scorecard, *, show_hidden: bool, instructor: bool) -> str:
    seen = view(card, show_hidden=show_hidden, trusted=instructor)
    return TEMPLATES.get_template("report.html").render(
        card=card,
        view=seen,
        drawn=drawings(_failed(seen)),
        instructor=instructor,
        bonus=bonus_parts(card),
        carried=carried(card),
        grader_failed=GRADER_FAILED,
    )


def _failed(seen: View) -> list[CheckResult]:
    explained = [check for each in seen.diagnoses for check in each.failed]
    return explained + [check for section in seen.sections for check in section.failed]


def drawings(checks: Iterable[CheckResult], salt: str = "") -> dict[str, Markup]:
    """By check id, the pictures of these checks as SVG, as many as a page can carry.

    With a `salt` their ids are other ones than those of the same checks elsewhere.
    """
    pictured = [check for check in checks if check.picture is not None]
    # In one go, since each question to the program takes longer than its answer.
    layouts([graph.plan(check.picture) for check in pictured if isinstance(check.picture, Graph)])
    found: dict[str, Markup] = {}
    left = MOST_DRAWN
    for check in pictured:
        uid = "p" + hashlib.sha256((salt + check.id).encode("utf-8", "replace")).hexdigest()[:8]
        try:
            drawn = (graph.draw(check.picture, uid) if isinstance(check.picture, Graph)
                     else curves.draw(check.picture, uid) if isinstance(check.picture, Curves)
                     else Markup(""))
        except (ArithmeticError, ValueError):  # numbers that cannot be drawn stand in the table
            drawn = Markup("")
        if drawn and len(drawn) <= left:
            found[check.id] = drawn
            left -= len(drawn)
    return found


def _kind(picture: object) -> str:
    return "graph" if isinstance(picture, Graph) else "curves"


def _shown(text: str) -> str:
    return shown(text, VALUE)


def _line(text: str) -> str:
    """Fit for a title or an attribute: one line."""
    return " ".join(shown(text, VALUE).split())


def _code(text: str) -> Markup:
    """Escaped text, with what stands between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))


def _prose(text: str) -> Markup:
    """Escaped paragraphs; indented blocks are code."""
    return Markup("\n").join(
        Markup("<pre><code>{}</code></pre>").format(block)
        if kind == "code"
        else Markup("<p>{}</p>").format(_code(block))
        for kind, block in paragraphs(_shown(text))
    )


def _inline(text: str) -> Markup:
    return _code(_line(text))


def _share(part: float, whole: float) -> str:
    """A part of a whole in percent, for a bar."""
    return f"{100 * min(max(part / whole, 0), 1):.1f}%" if whole > 0 else "0%"


class _Compiled(FileSystemBytecodeCache):
    """Templates are kept compiled where Python keeps modules so, if it may write there."""

    def __init__(self, templates: Path) -> None:
        folder = Path(cache_from_source(str(templates / "one.py"))).parent
        # What is made of a template hangs on the options below and on jinja2 as well.
        options = hashlib.sha256(Path(__file__).read_bytes() + jinja2.__version__.encode())
        super().__init__(str(folder), f"%s-{options.hexdigest()[:16]}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take it from there, if it can be read."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next process; jinja2 tells by its source whether it still holds."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)


def _environment() -> Environment:
    templates = Path(__file__).parent / "templates"
    made = Environment(
        loader=FileSystemLoader(templates),
        bytecode_cache=_Compiled(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "shown": _shown,
        "line": _line,
        "prose": _prose,
        "inline": _inline,
        "number": number,
        "share": _share,
        "kind": _kind,
        "steps": curves.steps,
        "at": curves.at,
    }
    made.globals |= {"CARRIED": CARRIED, "UNJUDGED": UNJUDGED, "OUTCOMES": OUTCOMES, "ROWS": ROWS,
                     "count": count}
    return made


TEMPLATES: Final = _environment()
