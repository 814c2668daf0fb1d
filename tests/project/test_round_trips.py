"""From a platform's download to what it takes back: the ids that it gave are those it gets."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from checkout import ROOT
from downloads import Files, Person, canvas_files, gradescope_files, moodle_files, packed
from readers import (
    Language,
    Pupil,
    canvas_feedback,
    canvas_import,
    moodle_feedback,
    moodle_import,
)

from grader import cli

SECOND = ROOT / "tests" / "project" / "second"  # it is graded in no time
REFERENCE = SECOND / "reference"
RIGHT: Files = {f"{name}.py": (REFERENCE / f"{name}.py").read_bytes()
                for name in ("words", "lists")}
HALF: Files = {"words.py": RIGHT["words.py"]}  # 4 of 10 points
NOTHING: Files = {"words.py": b"def initials(name):\n    return ''\n"}

ADA, GRACE = Person("Lovelace, Ada", 1001, RIGHT), Person("Hopper, Grace", 1002, HALF)
ALAN = Person("Turing, Alan", 1003, NOTHING)
GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Names (77)
    Points Possible,,,,,10
"Lovelace, Ada",1001,s1,ada,A,
"Hopper, Grace",1002,s2,grace,B,
"Turing, Alan",1003,s3,alan,A,
"Hamilton, Margaret",1004,s4,margaret,B,
"""
PUPILS = {number: Pupil("") for number in (1001, 1002, 1003, 1004)}


@pytest.fixture
def say(capsys) -> Callable[..., tuple[str, str]]:
    """Runs a command that succeeds: what it says, and what it complains of."""

    def say(*words: str | Path) -> tuple[str, str]:
        status = cli.main(list(map(str, words)))
        out, err = capsys.readouterr()
        assert status == 0, err
        return out, err

    return say


@pytest.fixture
def graded(say, tmp_path) -> Callable[..., tuple[Path, str, str]]:
    """Grades a download: the folder of reports, what was said and complained of."""

    def graded(*paths: Path, options: tuple[str | Path, ...] = (),
               assignment: Path = SECOND) -> tuple[Path, str, str]:
        out = tmp_path / "reports"
        said = say("grade", *paths, "--trust", "--assignment", assignment, "--out", out,
                   "--jobs", "1", *options)
        return out, *said

    return graded


@pytest.fixture
def exported(say, tmp_path) -> Callable[..., bytes]:
    def exported(kind: str, *options: str | Path, assignment: Path = SECOND) -> bytes:
        target = tmp_path / "back" / kind
        say("export", kind, "--from", tmp_path / "reports", "--assignment", assignment,
            "--out", target, *options)
        return target.read_bytes()

    return exported


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def with_rules(home: Path, rules: str) -> Path:
    """The second exercise with more in its sheet."""
    shutil.copytree(SECOND, home)
    sheet = home / "exercises" / "sheet.toml"
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("\n[limits]", f"\n{rules}\n[limits]"), encoding="utf-8")
    return home


def table(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode())))


# --- platform by platform ---------------------------------------------------------------------


def test_canvas(graded, exported, tmp_path):
    zipped = packed(tmp_path / "submissions.zip", canvas_files([ADA, GRACE, ALAN]))
    book = written(tmp_path / "book.csv", GRADEBOOK)
    _, said, complaints = graded(zipped, options=("--roster", book))
    assert "1 on the roster handed nothing in (no score, not 0): Hamilton, Margaret" in said
    assert "Lovelace, Ada: score 10 / 10" in said and complaints == ""
    for options in (("--worksheet", book), ()):  # the roster is known from grading
        imported = canvas_import(
            exported("canvas", "--column", "Names (77)", *options).decode(), 77, PUPILS)
        assert {id: grade for id, grade in imported.grades.items() if grade} == {
            1001: "10", 1002: "4", 1003: "0"}
        assert imported.strangers == []
    feedback = canvas_feedback(exported("feedback-canvas"))
    handed_in = canvas_feedback(zipped.read_bytes())  # who, and which file
    assert set(feedback) <= set(handed_in)
    assert {user for user, _ in feedback} == {1001, 1002, 1003}
    assert b"4 / 10" in next(text for (user, _), text in feedback.items() if user == 1002)


def test_anonymous_submissions_of_canvas_get_their_reports_back(graded, exported, tmp_path):
    zipped = packed(tmp_path / "submissions.zip", canvas_files([ADA, GRACE], anonymous=True))
    graded(zipped)
    names = {line["ids"] for line in table(exported("csv"))}
    assert names == {"anonymous baabZ", "anonymous baacZ"}
    with zipfile.ZipFile(io.BytesIO(exported("feedback-canvas"))) as back:
        assert set(back.namelist()) <= set(zipfile.ZipFile(zipped).namelist())
        assert len(back.namelist()) == 2


GERMAN = Language("ID", "Teilnehmer/in", "Bewertung", "Bestwertung",
                  "Zuletzt geändert (Bewertung)", ",")


def worksheet(people: dict[int, str]) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["ID", "Vollständiger Name", "Bewertung", "Bestwertung",
                   "Zuletzt geändert (Bewertung)"])
    rows.writerows([f"Teilnehmer/in{id}", name, "", "10,00", "-"] for id, name in people.items())
    return "\ufeff" + out.getvalue()


@pytest.mark.parametrize("how", [
    {}, {"blind": True}, *(pytest.param(one, marks=pytest.mark.verify) for one in (
        {"tail": ""}, {"folders": False}, {"group": "Team 1"}))], ids=str)
def test_moodle(graded, exported, tmp_path, how):
    zipped = packed(tmp_path / "submissions.zip", moodle_files([ADA, GRACE, ALAN], **how))
    sheet = written(tmp_path / "sheet.csv", worksheet(
        {1001: "Ada", 1002: "Grace", 1003: "Alan", 1004: "Margaret"}))
    graded(zipped)
    grades = moodle_import(exported("moodle", "--worksheet", sheet), GERMAN, 10,
                           {1001, 1002, 1003, 1004})
    assert grades == {1001: 10, 1002: 4, 1003: 0}
    for before in (False, True):
        back = moodle_feedback(exported("feedback-moodle"), set(PUPILS), before_4_1=before)
        assert set(back) == {1001, 1002, 1003}
        assert b"<strong>4</strong>" in back[1002]["/report.html"]


def test_a_worksheet_of_moodle_is_a_roster_too(graded, tmp_path):
    zipped = packed(tmp_path / "submissions.zip", moodle_files([ADA, Person("Eve", 9, RIGHT)]))
    sheet = written(tmp_path / "sheet.csv",
                    "Identifier,Full name\nParticipant 1001,Ada\nParticipant 1002,Grace\n")
    _, said, _ = graded(zipped, options=("--roster", sheet))
    assert "1 on the roster handed nothing in (no score, not 0): Grace" in said
    assert "1 not on the roster: Eve" in said


def test_gradescope(graded, exported, tmp_path):
    zipped = packed(tmp_path / "assignment_77_export.zip", gradescope_files([[ADA, GRACE], [ALAN]]))
    graded(zipped)
    lines = {line["student"]: line for line in table(exported("csv"))}
    assert lines["Hopper, Grace"]["ids"] == "email s1002@example.org, sid 00001002"
    assert [lines[one.name]["final"] for one in (ADA, GRACE, ALAN)] == ["10", "10", "0"]
    for sid, score, submission in (("00001002", 10, "submission_5001"),
                                   ("s1003@example.org", 0, "submission_5002")):
        result = json.loads(exported("gradescope", "--only", sid))
        assert (result["score"], result["extra_data"]["submission"]) == (score, submission)


def test_a_houses_own_names(graded, exported, tmp_path):
    folder = tmp_path / "collected"
    for name, files in (("al1", RIGHT), ("gh2", HALF)):
        for own, content in files.items():
            (folder / f"{name}+2026-10-01+{own}").parent.mkdir(exist_ok=True)
            (folder / f"{name}+2026-10-01+{own}").write_bytes(content)
    graded(folder, options=(
        "--pattern", r"(?P<student_id>\w+)\+(?P<timestamp>[\d-]+)\+(?P<file_id>.+)"))
    assert [(line["ids"], line["final"]) for line in table(exported("csv"))] == [
        ("student_id al1", "10"), ("student_id gh2", "4")]


def test_a_plain_folder_gets_its_ids_by_a_roster(graded, exported, tmp_path):
    for name, files in (("Ada Lovelace", RIGHT), ("grace", HALF)):
        for own, content in files.items():
            (tmp_path / "all" / name).mkdir(parents=True, exist_ok=True)
            (tmp_path / "all" / name / own).write_bytes(content)
    book = written(tmp_path / "book.csv", GRADEBOOK)
    graded(tmp_path / "all", options=("--roster", book))
    made = exported("canvas", "--column", "Names (77)").decode()
    assert canvas_import(made, 77, PUPILS).grades == {1001: "10", 1002: "4"}


# --- by hand ----------------------------------------------------------------------------------

LATE = """\
attempts = "best"
[late]
points_per_day = 1.5
due = 2026-10-01T23:59:00Z
"""


def test_late_days_attempts_and_adjustments_from_the_zips_to_the_gradebook(
    graded, exported, tmp_path
):
    home = with_rules(tmp_path / "home", LATE)
    first = packed(tmp_path / "1.zip", gradescope_files(
        [[Person("Ada", 1, HALF)], [Person("Alan", 3, RIGHT)]], created="2026-10-01 12:00:00 Z"))
    second = packed(tmp_path / "2.zip", gradescope_files(
        [[Person("Ada", 1, RIGHT)], [Person("Alan", 3, HALF)]], created="2026-10-03 12:00:00 Z"))
    adjustments = written(tmp_path / "points.csv", "student,part,points,reason\n"
                          '00000003,a,-1.5,"copied, and said so"\n')
    graded(first, second, assignment=home, options=("--adjustments", adjustments))
    options = ("--adjustments", adjustments)
    counted = {line["student"]: line for line in table(exported("csv", *options, assignment=home))
               if line["status"] == "graded"}
    told = ("score", "attempt", "late_days", "late_points", "adjusted", "final")
    assert [counted["Ada"][name] for name in told] == ["10", "2", "2", "3", "0", "7"]
    assert [counted["Alan"][name] for name in told] == ["10", "1", "0", "0", "-1.5", "8.5"]
    assert counted["Alan"]["reasons"] == "a -1.5: copied, and said so"
    lasts = {line["student"]: line["final"]
             for line in table(exported("csv", *options, "--attempts", "last", assignment=home))
             if line["status"] == "graded"}
    assert lasts == {"Ada": "7", "Alan": "0"}  # 4 points, 2 late days, 1.5 taken
    book = openpyxl.load_workbook(io.BytesIO(exported("xlsx", *options, assignment=home)))
    everyone = {row[0]: row for row in book["all"].iter_rows(min_row=2, values_only=True)}
    assert everyone["Ada"][3] == 10 and everyone["Ada"][8] == 7
    page = (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    assert "2 attempts that do not count" in page and "copied, and said so" in page


def test_what_a_person_decided_is_told_again_when_nothing_is_graded_anew(graded, tmp_path):
    zipped = packed(tmp_path / "submissions.zip", canvas_files([ADA, GRACE]))
    out, _, _ = graded(zipped)
    before = (out / "hoppergrace_1002" / "run.json").read_bytes()
    written(out / "adjustments.csv", "student,part,points,reason\n1002,,1,oral\n")
    _, said, _ = graded(zipped)
    assert "2 submissions graded before and unchanged" in said
    assert (out / "hoppergrace_1002" / "run.json").read_bytes() == before
    page = (out / "hoppergrace_1002" / "report.html").read_text(encoding="utf-8")
    assert "oral" in page
    (out / "adjustments.csv").unlink()
    graded(zipped)
    page = (out / "hoppergrace_1002" / "report.html").read_text(encoding="utf-8")
    assert "oral" not in page


@pytest.mark.parametrize(("line", "said"), [
    ("Nobody,,1,x", "line 2: nobody is called 'Nobody'"),
    ("1001,z,1,x", "line 2: the sheet has no part 'z'")])
def test_an_unusable_adjustment_costs_no_result(graded, capsys, tmp_path, line, said):
    zipped = packed(tmp_path / "submissions.zip", canvas_files([ADA, GRACE]))
    bad = written(tmp_path / "bad.csv", f"student,part,points,reason\n{line}\n")
    status = cli.main(["grade", str(zipped), "--trust", "--assignment", str(SECOND), "--out",
                       str(tmp_path / "reports"), "--jobs", "1", "--adjustments", str(bad)])
    err = capsys.readouterr().err
    assert status == 2 and f"bad.csv, {said}" in err and "next:" in err
    assert len(list((tmp_path / "reports").glob("*/result.json"))) == 2
    assert (tmp_path / "reports" / "scores.csv").exists()


def test_a_roster_that_cannot_be_read_is_told_before_anything_is_graded(capsys, tmp_path):
    zipped = packed(tmp_path / "submissions.zip", canvas_files([ADA]))
    status = cli.main(["grade", str(zipped), "--trust", "--assignment", str(SECOND), "--out",
                       str(tmp_path / "reports"), "--roster", str(tmp_path / "none.csv")])
    assert status == 2 and "none.csv cannot be read" in capsys.readouterr().err
    assert not list((tmp_path / "reports").glob("*/result.json"))
