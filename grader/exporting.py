"""The command that exports: what stands in a folder of reports, in a form that others read."""

from __future__ import annotations

import argparse
import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from .course import HOME
from .decided import hand_of
from .errors import OperatorError
from .export.canvas import Filled, canvas, canvas_filled
from .export.classroom import classroom
from .export.feedback import feedback_canvas, feedback_moodle
from .export.github import guarded, log_lines, summary
from .export.gradescope import gradescope
from .export.junit import junit
from .export.moodle import moodle
from .export.scores import figure, reasons, scores
from .export.workbook import workbook
from .overview import results_in, write_overview
from .records import Scorecard
from .report.decided import with_hand
from .report.folder import read_as, write
from .report.result import card_of
from .report.terminal import render, score_line
from .roster import called
from .sheet import Sheet, read_sheet
from .standing import Standing
from .tables import read_table

T = TypeVar("T")
Say: TypeAlias = Callable[[str], None]


@dataclass(frozen=True)
class Results:
    """All that an export is made from."""

    out: Path
    sheet: Sheet
    found: Sequence[Standing]
    options: argparse.Namespace
    complain: Say

    @cached_property
    def whose(self) -> dict[str, list[Standing]]:
        """The folders of the results that count, and those for whom they do."""
        folders: dict[str, list[Standing]] = {}
        for one in self.found:
            if one.row is not None:
                folders.setdefault(one.row.folder, []).append(one)
        return folders

    @property
    def each(self) -> list[tuple[Scorecard, Sequence[Standing]]]:
        """The results that count, each with those for whom it does."""
        return [(card, self.whose[folder]) for folder, card in self.cards.items()]

    @cached_property
    def cards(self) -> dict[str, Scorecard]:
        """The results that count, by their folders."""
        bonus = {part.id for part in self.sheet.parts if part.bonus}
        return {folder: read_as(self.out / folder / "result.json",
                                lambda text: card_of(json.loads(text), bonus))
                for folder in self.whose}

    def one(self) -> tuple[Standing, Scorecard]:
        """The only result; OperatorError where there are several."""
        if (many := len(self.whose)) != 1:
            raise OperatorError(f"this format is of one submission, and there are {many}",
                                "the same command with --only and a name out of scores.csv")
        [(folder, standings)] = self.whose.items()
        return standings[0], self.cards[folder]


def export(options: argparse.Namespace, say: Say, complain: Say) -> None:
    """Make what was asked for, and write it where it was asked for."""
    sheet = read_sheet((options.assignment or HOME) / "exercises" / "sheet.toml")
    out: Path = options.reports
    by = hand_of(options, out, sheet) if out.is_dir() else None
    if by is None or (not results_in(out) and by.roster is None):
        raise OperatorError(f"there are no results in {out}", "make grade S=path")
    found = write_overview(out, by)  # so that every report says what this export says
    if options.only is not None:
        found = _only(found, options.only)
    made = FORMATS[options.format](Results(out, sheet, found, options, complain))
    target: Path | None = options.out
    if target is None and isinstance(made, bytes):
        target = out / BINARY[options.format]
    if target is None:
        say(str(made).removesuffix("\n"))
        return
    _write(target, made)
    say(f"made {target}")


def _write(target: Path, made: str | bytes) -> None:
    try:
        write(target.parent, {target.name: made})
    except OSError as error:
        raise OperatorError(f"{target} cannot be written ({error.strerror})",
                            "the same command with --out and another file") from None


def _only(found: Sequence[Standing], name: str) -> list[Standing]:
    named = called(name, [one.student for one in found])
    if len(named) != 1:
        raise OperatorError(f"{'several are' if named else 'nobody is'} called {name!r}",
                            "--only with a name or an id out of scores.csv")
    return [one for one in found if one.student is named[0]]


# --- one function a format --------------------------------------------------------------------


def _csv(results: Results) -> str:
    rows = {row.folder: row for one in results.found for row in (one.row, *one.others) if row}
    return scores([rows[folder] for folder in sorted(rows)], results.found)


def _canvas(results: Results) -> str:
    options = results.options
    column = options.column or results.sheet.title
    if options.worksheet is not None:
        made = canvas_filled(read_table(options.worksheet, "--worksheet"), column, results.found)
    else:
        made = canvas(results.found, column, results.sheet.max_score)
    return _told(made, results)


def _moodle(results: Results) -> str:
    if results.options.worksheet is None:
        raise OperatorError(
            "Moodle takes back its own worksheet alone, filled in",
            "download it in the assignment, and add --worksheet with its path")
    return _told(moodle(read_table(results.options.worksheet, "--worksheet"), results.found),
                 results)


def _told(made: Filled, results: Results) -> str:
    for notice in made.notices:
        results.complain(notice)
    return made.text


def _gradescope(results: Results) -> str:
    standing, card = results.one()
    return gradescope(card, show_hidden=results.sheet.show_hidden, standing=standing)


def _junit(results: Results) -> str:
    return junit(results.each, show_hidden=results.sheet.show_hidden)


def _github(results: Results) -> str:
    """The annotations; the summary goes where the job says that it belongs."""
    sheet = results.sheet
    text = summary(results.each, show_hidden=sheet.show_hidden)
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)
    lines = [line for card in results.cards.values() for line in log_lines(
        card, sheet.modules, {part.id: part.module for part in sheet.parts},
        show_hidden=sheet.show_hidden, folder=results.options.path)]
    # Outside of a job there is nobody who obeys, and what would be a summary is shown.
    return "\n".join(lines) if path else guarded(text.splitlines(), secrets.token_hex(16))


def _classroom(results: Results) -> str:
    standing, card = results.one()
    return classroom(card, standing)


def _workbook(results: Results) -> bytes:
    try:
        return workbook(results.found, results.cards)
    except ModuleNotFoundError:
        raise OperatorError("openpyxl, which writes workbooks, is not installed",
                            "make export FORMAT=xlsx, which installs it") from None


def _feedback_moodle(results: Results) -> bytes:
    pages = [(one, page) for one, page in _pages(results) if one.student.ids.get("moodle")]
    return feedback_moodle(_some(pages, "has an id that Moodle knows"))


def _feedback_canvas(results: Results) -> bytes:
    triples = [(one, page, _as_text(results, one)) for one, page in _pages(results)
               if one.arrival is not None and one.arrival.platform == "canvas"]
    return feedback_canvas(_some(triples, "came in a download from Canvas"))


def _some(pages: Sequence[T], what: str) -> Sequence[T]:
    if not pages:
        raise OperatorError(f"no submission {what}, so there is nothing to give back there",
                            "make grade S=path, with the zip as the platform packed it")
    return pages


def _pages(results: Results) -> list[tuple[Standing, str]]:
    """Each student's own page: what was decided for another of a group is not on it."""
    return [(one, with_hand((results.out / one.row.folder / "report.html").read_text("utf-8"),
                            [one]))
            for one in results.found if one.row is not None]


def _as_text(results: Results, one: Standing) -> str:
    assert one.row is not None
    card = results.cards[one.row.folder]
    text = render(card, color=False, unicode=False, plain=True,
                  show_hidden=results.sheet.show_hidden, limit=None)
    said = [f"By hand: {reason}" for reason in reasons(one)]
    final = [f"In all: {figure(one.final)}"] if said and one.final is not None else []
    return "\n".join([text.rstrip("\n"), "", score_line(card), *said, *final, ""])


FORMATS: Final[Mapping[str, Callable[[Results], str | bytes]]] = {
    "csv": _csv, "canvas": _canvas, "moodle": _moodle, "gradescope": _gradescope,
    "junit": _junit, "github": _github, "classroom": _classroom, "xlsx": _workbook,
    "feedback-canvas": _feedback_canvas, "feedback-moodle": _feedback_moodle,
}  # fmt: skip
BINARY: Final[Mapping[str, str]] = {
    "xlsx": "scores.xlsx", "feedback-canvas": "feedback-canvas.zip",
    "feedback-moodle": "feedback-moodle.zip",
}  # fmt: skip
