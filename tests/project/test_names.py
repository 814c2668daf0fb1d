"""Three hundred names of the kinds that break things, through every platform and every export.

One test a platform, since each grades a class of three hundred.
"""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import openpyxl
import pytest
import xmlschema
from checkout import ROOT
from downloads import Files, Person, canvas_files, gradescope_files, moodle_files, packed
from markdown_it import MarkdownIt
from names import KINDS, three_hundred
from readers import (
    GRADESCOPE,
    Language,
    Pupil,
    canvas_feedback,
    canvas_import,
    classroom_points,
    moodle_feedback,
    moodle_import,
    obeyed,
)

from grader import cli
from grader.export.classroom import classroom
from grader.export.gradescope import gradescope
from grader.export.scores import FORMULA, cell
from grader.platforms.arrival import loads
from grader.report.result import card_of
from grader.text import scrub

SECOND = ROOT / "tests" / "project" / "second"
RIGHT = {f"{name}.py": (SECOND / "reference" / f"{name}.py").read_bytes()
         for name in ("words", "lists")}
HALF = {"words.py": RIGHT["words.py"]}
NAMES = three_hundred()
FIRST = 40_001
PEOPLE = [Person(name, FIRST + at, HALF if at % 3 else RIGHT, late=at % 7 == 0)
          for at, name in enumerate(NAMES)]
SCORES = {one.id: 10.0 if one.files is RIGHT else 4.0 for one in PEOPLE}
GERMAN = Language("ID", "Teilnehmer/in", "Bewertung", "Bestwertung",
                  "Zuletzt geändert (Bewertung)", ",")
VALID = jsonschema.Draft202012Validator(GRADESCOPE)


def test_there_are_three_hundred_of_every_kind():
    assert len(NAMES) == 300
    assert set(NAMES) >= {name for names in KINDS.values() for name in names}


def table(rows: list[list[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def gradebook() -> str:
    return table([["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Names (77)"],
                  ["    Points Possible", "", "", "", "", 10],
                  *([one.name, one.id, "", "", "", ""] for one in PEOPLE)])


def worksheet() -> str:
    return "\ufeff" + table([
        ["ID", "Vollständiger Name", "Bewertung", "Bestwertung", "Zuletzt geändert (Bewertung)"],
        *([f"Teilnehmer/in{one.id}", one.name, "", "10,00", "-"] for one in PEOPLE)])


@dataclass(frozen=True)
class Class:
    """A class of these names, graded from a platform's zip, with its roster."""

    kind: str  # of the ids that the platform gave
    home: Path

    @property
    def reports(self) -> Path:
        return self.home / "reports"

    def exported(self, form: str, *options: str | Path) -> bytes:
        target = self.home / "made" / form
        assert cli.main(["export", form, "--from", str(self.reports), "--assignment", str(SECOND),
                         "--out", str(target), *self.roster(), *map(str, options)]) == 0
        return target.read_bytes()

    def roster(self) -> list[str]:
        path = self.home / "roster.csv"
        return ["--roster", str(path)] if path.exists() else []


def graded(home: Path, kind: str, files: Files, roster: str = "") -> Class:
    made = Class(kind, home)
    if roster:
        (home / "roster.csv").write_bytes(roster.encode())
    status = cli.main(["grade", str(packed(home / "all.zip", files)), "--trust", "--assignment",
                       str(SECOND), "--out", str(made.reports), "--jobs", "2", *made.roster()])
    assert status == 0
    return made


@pytest.mark.verify
def test_from_canvas_and_back(tmp_path):
    made = graded(tmp_path, "canvas", canvas_files(PEOPLE), gradebook())
    each_is_one_result(made)
    found = each_has_a_line(made)
    for one in PEOPLE:  # the roster's cell has lost its blanks at the ends
        assert found[one.id] == cell(one.name.strip()) or not one.name.strip()
    pupils = {one.id: Pupil(one.name) for one in PEOPLE}
    for options in ((), ("--worksheet", tmp_path / "roster.csv")):
        imported = canvas_import(
            made.exported("canvas", "--column", "Names (77)", *options).decode(), 77, pupils)
        assert {id: float(grade) for id, grade in imported.grades.items()} == SCORES
        assert imported.strangers == []
    feedback = canvas_feedback(made.exported("feedback-canvas"))
    handed_in = {int(re.search(r"_(9\d{4})_", name)[1]) for name in canvas_files(PEOPLE)}
    assert {user for user, _ in feedback} == set(SCORES)
    assert {file for _, file in feedback} <= handed_in


@pytest.mark.verify
def test_from_moodle_and_back(tmp_path):
    made = graded(tmp_path, "moodle", moodle_files(PEOPLE), worksheet())
    each_is_one_result(made)
    each_has_a_line(made)
    back = made.exported("moodle", "--worksheet", tmp_path / "roster.csv")
    assert moodle_import(back, GERMAN, 10, set(SCORES)) == SCORES
    names = [row[1] for row in csv.reader(io.StringIO(back.decode(), newline=""))][1:]
    assert names == NAMES  # they are Moodle's own cells
    feedback = moodle_feedback(made.exported("feedback-moodle"), set(SCORES), before_4_1=True)
    assert set(feedback) == set(SCORES)


@pytest.mark.verify
def test_from_gradescope_and_back_and_to_all_the_rest(tmp_path, monkeypatch):
    made = graded(tmp_path, "sid", gradescope_files([[one] for one in PEOPLE]))
    each_is_one_result(made)
    found = each_has_a_line(made)
    assert found == {one.id: cell(one.name) for one in PEOPLE}
    each_page_shows_the_name_as_text(made)
    to_gradescope_and_classroom(made)
    to_junit(made)
    to_xlsx(made)
    to_github(made, monkeypatch)


def each_is_one_result(made: Class) -> None:
    found = {}
    for path in made.reports.glob("*/result.json"):
        [student] = loads((path.parent / "arrival.json").read_text(encoding="utf-8")).students
        result = json.loads(path.read_text(encoding="utf-8"))
        found[int(student.ids[made.kind])] = result["score"]
        assert re.fullmatch(r"[A-Za-z0-9._-]{1,80}", path.parent.name)
    assert found == SCORES


def each_has_a_line(made: Class) -> dict[int, str]:
    """The names in the table, which are no formulas, by id."""
    text = made.exported("csv").decode()
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    found = {int(re.search(rf"{made.kind} (\d+)", line["ids"])[1]): line for line in lines}
    assert {id: float(line["final"]) for id, line in found.items()} == SCORES
    assert not any(one.startswith(FORMULA) for row in csv.reader(io.StringIO(text)) for one in row)
    return {id: line["student"] for id, line in found.items()}


def each_page_shows_the_name_as_text(made: Class) -> None:
    for path in [made.reports / "index.html", *made.reports.glob("*/*.html")]:
        text = path.read_text(encoding="utf-8")
        for markup in ("<script>alert", "<b>Ada", "<!-- Ada", "href=\"http://x"):
            assert markup not in text


def to_gradescope_and_classroom(made: Class) -> None:
    for path in made.reports.glob("*/result.json"):
        card = card_of(json.loads(path.read_text(encoding="utf-8")))
        result = json.loads(gradescope(card, show_hidden=False))
        VALID.validate(result)
        assert result["score"] == card.score
        assert classroom_points({"A_RESULTS": classroom(card)}, "a") == (card.score, 10)
    for one in PEOPLE[::150]:
        result = json.loads(made.exported("gradescope", "--only", f"{one.id:08}"))
        assert result["score"] == SCORES[one.id]


def to_junit(made: Class) -> None:
    root = ET.fromstring(made.exported("junit"))
    xmlschema.XMLSchema(str(Path(__file__).parent / "junit.xsd")).validate(root)
    shown = {suite.get("name", "") for suite in root}
    assert len(root) == 300
    assert shown >= {"Jürgen Müller", "=1+1", "<b>Ada</b>", "]]>", "'", "李小龙"}


def to_xlsx(made: Class) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made.exported("xlsx")))
    assert "f" not in {one.data_type for sheet in book for row in sheet for one in row}
    found = {int(re.search(r"sid (\d+)", row[1])[1]): row
             for row in book["all"].iter_rows(min_row=2, values_only=True)}
    assert {id: row[8] for id, row in found.items()} == SCORES
    assert {id: row[0] for id, row in found.items()} == {
        one.id: scrub(one.name, 2_000) for one in PEOPLE}


def to_github(made: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    assert obeyed(made.exported("github").decode()) == []
    step = made.home / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    assert {one.name for one in obeyed(made.exported("github").decode())} == {"error"}
    markdown = MarkdownIt("gfm-like")
    markdown.linkify.set({"fuzzy_link": False})  # a bare `example.org` is no link to GitHub
    tokens = markdown.parse(step.read_text(encoding="utf-8"))
    for kind in ("heading_open", "table_open"):
        assert sum(token.type == kind for token in tokens) == 300
    inside = [child for token in tokens for child in token.children or ()]
    assert {one.content for one in inside if one.type == "html_inline"} <= {"<!-- -->"}
    assert not {one.type for one in inside} & {"link_open", "image", "em_open", "code_inline"}
