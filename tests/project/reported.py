"""A folder of reports as grading leaves it, made from scorecards by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cards import card
from checkout import ROOT

from grader.platforms import arrival
from grader.platforms.arrival import Arrival, Student
from grader.records import Scorecard
from grader.report.folder import write
from grader.report.html import instructor, student
from grader.report.result import dumps

ROSTER = """\
Student,ID,SIS User ID,SIS Login ID,Section
    Points Possible,,,,
"Lovelace, Ada",1001,s1,ada,A
"=Hopper, Grace",1002,s2,grace,B
"Turing, Alan",1003,s3,alan,A
"Hamilton, Margaret",1004,s4,margaret,B
"""
ADJUSTMENTS = """\
student,part,points,reason
1001,4.2,2,"oral, <b>very</b> good"
1004,,50,an oral exam in its place
"""
LATE = """
[late]
points_per_day = 5
"""


def full(mine: Scorecard) -> Scorecard:
    """The same with all points and nothing wrong."""
    return replace(
        mine, score=100.0, diagnoses=(), notes=(),
        parts=tuple(replace(part, score=part.max_score if part.graded else 0.0,
                            carried_forward=0.0) for part in mine.parts),
        checks=tuple(check if check.outcome in ("passed", "not_graded") else replace(
            check, outcome="passed", points=check.max_points, message="", rows=(), printed="")
            for check in mine.checks))


def write_reports(out: Path, cards: Mapping[str, tuple[Scorecard, Arrival | None]]) -> Path:
    """The folder of each scorecard, as it came."""
    for folder, (mine, came) in cards.items():
        files = {"result.json": dumps(mine), "report.html": student(mine, show_hidden=False),
                 "instructor.html": instructor(mine)}
        if came is not None:
            files[arrival.FILE] = arrival.dumps(came)
        write(out / folder, files)
    return out


def small_class(out: Path) -> Path:
    """Four on the roster: one with a half, late; one with all; one without a mark; one missing.

    And one of whom the roster knows nothing.
    """

    def came(name: str, id: str, late: bool = False) -> Arrival:
        return Arrival((Student(name, {"canvas": id}),), "canvas", f"{name}_{id}_9{id}_warmup.py",
                       late=late)

    write_reports(out, {
        "lovelaceada_1001": (card(name="Lovelace, Ada", digest="a" * 64),
                             came("lovelaceada", "1001", late=True)),
        "hoppergrace_1002": (full(card(name="=Hopper, Grace", digest="b" * 64)),
                             came("hoppergrace", "1002")),
        "turingalan_1003": (card(name="Turing, Alan", digest="c" * 64, score=None,
                                 parts=(), checks=(), diagnoses=()),
                            came("turingalan", "1003")),
        "eve_1666": (card(name="eve", digest="d" * 64, score=0.0, kind="refused", parts=(),
                          checks=(), diagnoses=(), notes=("There is nothing in it.",)),
                     came("eve", "1666")),
    })
    write(out, {"roster.csv": ROSTER, "adjustments.csv": ADJUSTMENTS})
    return out


def assignment(home: Path) -> Path:
    """This project's sheet with a rule for late days, as an assignment of its own."""
    sheet = (ROOT / "exercises" / "sheet.toml").read_text(encoding="utf-8")
    first, rest = sheet.split("\n[limits]", 1)
    write(home / "exercises", {"sheet.toml": f"{first}{LATE}\n[limits]{rest}"})
    return home
