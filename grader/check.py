"""A student's own check: the public suites, what stands so far, and one next thing."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict

from .ahead import end_those_waiting, try_ahead
from .course import HOME, Course, load_course
from .errors import OperatorError
from .grade import References, Setting, collect, grade
from .intake import read
from .progress import Progress, after, keep_progress, lost, next_check, read_progress
from .records import CheckResult, Scorecard, Submission
from .report.terminal import check_line, render, render_next
from .report.words import number
from .sandbox import Carrier

_PLACE = re.compile(r"(?<![\w/])([\w/.-]+\.py), line (\d{1,6})\b")
NO_SANDBOX = "(no sandbox here: your code runs as any program of yours does)"


class Look(TypedDict):
    """What the terminal that is written to can show."""

    width: int
    color: bool
    unicode: bool
    plain: bool


def look(*, plain: bool = False) -> Look:
    """What this process's own terminal can show."""
    return Look(
        width=min(100, shutil.get_terminal_size((80, 24)).columns),
        color=(not plain and sys.stdout.isatty() and "NO_COLOR" not in os.environ
               and os.environ.get("TERM", "dumb") != "dumb"),
        unicode=(sys.stdout.encoding or "").lower().replace("-", "") == "utf8",
        plain=plain,
    )


@dataclass(frozen=True)
class Wish:
    """What is to be checked, and how, as it was typed."""

    course: Course
    path: Path
    parts: tuple[str, ...] | None
    bonus: bool

    @property
    def points(self) -> Mapping[str, float]:
        """All points of each part that is checked, the bonus apart."""
        return {part.id: part.points for part in self.course.sheet.parts
                if not part.bonus and (self.parts is None or part.id in self.parts)}

    def setting(self) -> Setting:
        """In a sandbox where there is one; a student's own code is theirs to run."""
        fault = try_ahead("bubblewrap", self.course.sheet.limits)
        carrier: Carrier = "plain" if fault else "bubblewrap"
        return Setting(self.course, carrier, bonus=self.bonus, parts=self.parts, pictures=False)


def wish(options: argparse.Namespace) -> Wish:
    """What was typed, made sure of; raises OperatorError where it cannot be done."""
    course = load_course(options.assignment or HOME, hidden=False)
    parts = parts_of(course, options.part)
    only_bonus = parts is not None and all(course.sheet.part(id).bonus for id in parts)
    bonus = options.bonus or only_bonus
    if bonus and course.reference is None:
        raise OperatorError("a kit cannot check the bonus; it is graded when you hand it in",
                            "make check")
    path = options.path or course.home / "exercises"
    if not path.exists():
        raise _nothing_at(path, options.command)
    return Wish(course, path, parts, bonus)


def _nothing_at(path: Path, command: str) -> OperatorError:
    return OperatorError(f"there is nothing at {path}", f"python -m grader {command} PATH, with "
                         "the path of your folder or notebook")


def take(wish: Wish) -> Submission:
    """The submission as it is now; raises OperatorError where nothing of it can be checked."""
    try:
        submission = read(wish.path, wish.course.sheet.modules)
    except FileNotFoundError:  # it was there a moment ago
        raise _nothing_at(wish.path, "check") from None
    if submission.refused:
        raise OperatorError(f"{wish.path} cannot be checked. {submission.refused}",
                            "python -m grader check PATH, with the path of your folder or notebook")
    if wish.path == wish.course.home / "exercises":  # what lies there was given out so
        return replace(submission, notes=())
    return submission


def check(options: argparse.Namespace, say: Callable[[str], None],
          at_work: AbstractContextManager[None]) -> int:
    """Check once; returns the exit status. While nothing can be said yet, it is `at_work`."""
    try:
        return _check(options, say, at_work)
    finally:
        end_those_waiting()


def _check(options: argparse.Namespace, say: Callable[[str], None],
           at_work: AbstractContextManager[None]) -> int:
    asked = wish(options)
    submission, setting = take(asked), asked.setting()
    points = sum(asked.points.values())
    if asked.parts is not None and not any(
            check.part in asked.parts for check in collect(replace(setting, parts=None))):
        say("There is no public check here, so this cannot be checked before you hand it in.\n"
            f"score 0 / 0 (hidden checks decide {number(points)} more)")
        return 0
    if setting.carrier == "plain":
        say(NO_SANDBOX)
    references = References(setting, kept=True)
    try:
        with at_work:
            card = grade(submission, setting, references)
    finally:
        references.close()
    before = read_progress(asked.course.home, asked.path)
    now = after(before, card.checks, further=options.hint)
    if card.score is not None:
        keep_progress(asked.course.home, asked.path, now)
    say(shown(asked, submission, card, now, lost(before, card.checks), look(plain=options.plain),
              everything=options.all))
    typed = "".join(f" {name}={shlex.quote(str(value))}" for name, value in (
        ("PART", options.part), ("S", options.path)) if value)
    more = _left(asked, card) or ("" if options.all else tip(card, now, typed))
    if more:
        say(more)
    say(check_line(card, points - card.max_score))
    return 3 if card.score is None else 0


def shown(asked: Wish, submission: Submission, card: Scorecard, now: Progress,
          gone: tuple[CheckResult, ...], look: Look, *, everything: bool = False,
          low: bool = False) -> str:
    """What is said of a check: what stands, and one next thing, or all that fails."""
    hidden = {part.id: asked.points[part.id] - part.max_score
              for part in card.parts if part.id in asked.points}
    if everything:
        return render(card, show_hidden=False, limit=None, lost=gone, hidden_points=hidden, **look)
    one = next_check(card.checks)
    return render_next(card, one, now.level, lost=gone, hidden_points=hidden, low=low,
                       quote=_quoted(submission, one.message) if one else "", **look)


def _quoted(submission: Submission, message: str) -> str:
    """The line of the student's own code that a message names."""
    found = _PLACE.search(message)
    source = submission.files.get(found[1], b"") if found else b""
    lines = source.decode("utf-8", "replace").splitlines()
    at = int(found[2]) if found else 0
    return lines[at - 1].strip() if 0 < at <= len(lines) else ""


def tip(card: Scorecard, now: Progress, typed: str = "") -> str:
    """What to type for more, where there is more; `typed` is what was asked to be checked."""
    one = next_check(card.checks)
    if one is None or one.outcome == "blocked" or now.level >= len(one.hints):
        return ""
    return (f"For one hint more: make hint{typed}\n"
            f"For all that fails: make check ALL=1{typed}\n")


def _left(asked: Wish, card: Scorecard) -> str:
    """What is graded later alone, when all that can be checked here is done."""
    public = {part.id for part in card.parts}
    left = [id for id in asked.points if id not in public]
    if not left or next_check(card.checks) is not None:
        return ""
    return f"{', '.join(left)}: no check here, but points when you hand it in.\n"


def parts_of(course: Course, part: str | None) -> tuple[str, ...] | None:
    """The parts of the sheet that a label names; raises OperatorError where there is none."""
    if part is None:
        return None
    known = [one.id for one in course.sheet.parts]
    chosen = tuple(id for id in known if id == part or id.startswith(f"{part}."))
    if not chosen:
        raise OperatorError(f"there is no part {part}; the parts are {', '.join(known)}",
                            f"make check PART={known[0]}")
    return chosen
