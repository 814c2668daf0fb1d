"""Every export: held by a golden file, and read back by something else than what wrote it."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path

import jsonschema
import junitparser
import openpyxl
import pytest
import xmlschema
from cards import card, check
from markdown_it import MarkdownIt
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
from reported import assignment, small_class, write_reports

from grader import cli
from grader.arguments import FORMATS
from grader.export.github import ANNOTATIONS, SUMMARY_BYTES, log_lines, summary
from grader.export.gradescope import gradescope
from grader.exporting import FORMATS as FUNCTIONS
from grader.platforms.arrival import Arrival, Student

GOLDEN = Path(__file__).parent / "golden"
JUNIT = xmlschema.XMLSchema(str(Path(__file__).parent / "junit.xsd"))
PUPILS = {1001: Pupil("Ada Lovelace", "s1", "ada"), 1002: Pupil("Grace Hopper", "s2", "grace"),
          1003: Pupil("Alan Turing"), 1004: Pupil("Margaret Hamilton")}
SECRETS = ("secret message", "secret hint", "secret probe", "secret yours", "secret expected")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return assignment(tmp_path_factory.mktemp("course"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return small_class(tmp_path / "reports")


@pytest.fixture
def exported(home, out, tmp_path, capsys) -> Callable[..., tuple[bytes, str]]:
    """Runs an export into a file: what is in it, and what was complained of."""

    def exported(kind: str, *more: str | Path, reports: Path = out) -> tuple[bytes, str]:
        target = tmp_path / "made" / kind
        status = cli.main(["export", kind, "--from", str(reports), "--assignment", str(home),
                           "--out", str(target), *map(str, more)])
        said = capsys.readouterr()
        assert status == 0, said.err
        assert said.out == f"made {target}\n"
        return target.read_bytes(), said.err

    return exported


def refused(capsys, *arguments: str | Path) -> str:
    assert cli.main(list(map(str, arguments))) == 2
    return capsys.readouterr().err


def golden(name: str, made: bytes) -> None:
    """Held by a file; to write these anew: MICROGRADE_GOLDEN=1 before pytest."""
    if os.environ.get("MICROGRADE_GOLDEN"):
        (GOLDEN / name).write_bytes(made)
    assert made.decode() == (GOLDEN / name).read_bytes().decode()


def test_each_format_that_is_offered_is_made():
    assert set(FORMATS) == set(FUNCTIONS)


# --- csv --------------------------------------------------------------------------------------


def test_scores_csv(exported, out):
    made, complaints = exported("csv")
    golden("scores.csv", made)
    assert complaints == ""
    assert made == (out / "scores.csv").read_bytes()
    table = {line["student"]: line for line in csv.DictReader(io.StringIO(made.decode()))}
    ada, grace = table["Lovelace, Ada"], table["'=Hopper, Grace"]
    assert (ada["score"], ada["late_points"], ada["adjusted"], ada["final"]) == (
        "61.5", "5", "2", "58.5")
    assert (grace["final"], table["Turing, Alan"]["final"]) == ("100", "")
    margaret = table["Hamilton, Margaret"]
    assert (margaret["status"], margaret["score"], margaret["final"]) == ("missing", "", "50")
    assert (table["eve"]["enrolled"], table["eve"]["final"]) == ("no", "0")


def test_one_student_alone(exported):
    made, _ = exported("csv", "--only", "Ada Lovelace")
    assert [line["student"] for line in csv.DictReader(io.StringIO(made.decode()))] == [
        "Lovelace, Ada"]


def test_what_a_person_decided_is_in_the_pages_too(exported, out):
    exported("csv")
    for page in ("report.html", "instructor.html"):
        text = (out / "lovelaceada_1001" / page).read_text(encoding="utf-8")
        assert "oral, &lt;b&gt;very&lt;/b&gt; good" in text and "58.5" in text
        assert "oral" not in (out / "hoppergrace_1002" / page).read_text(encoding="utf-8")
    assert "oral, &lt;b&gt;very&lt;/b&gt; good" in (out / "index.html").read_text(encoding="utf-8")
    result = json.loads((out / "lovelaceada_1001" / "result.json").read_text(encoding="utf-8"))
    assert result["score"] == 61.5  # what was measured stays what it was


# --- Canvas -----------------------------------------------------------------------------------

WANTED = {1001: "58.5", 1002: "100", 1004: "50"}


def test_canvas(exported):
    made, complaints = exported("canvas", "--column", "Build micrograd (77)")
    golden("canvas.csv", made)
    imported = canvas_import(made.decode(), 77, PUPILS)
    assert imported.grades == WANTED  # who has no mark is not in it, so none is taken away
    assert (imported.possible, imported.strangers) == ("100", ["eve"])
    assert complaints == ""


GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (70),Build micrograd (77),Final Score
    Points Possible,,,,,10,100,(read only)
"Hopper, Grace",1002,s2,grace,B,7,90,
"Lovelace, Ada",1001,s1,ada,A,8,,
"Turing, Alan",1003,s3,alan,A,9,3,
"Student, Test",,,,A,,,
"""


def test_a_gradebook_of_canvas_is_filled_in(exported, tmp_path):
    book = tmp_path / "book.csv"
    book.write_text(GRADEBOOK, encoding="utf-8")
    made, complaints = exported("canvas", "--worksheet", book, "--column", "Build micrograd")
    golden("canvas-filled.csv", made)
    imported = canvas_import(made.decode(), 77, PUPILS)
    assert imported.grades == {1001: "58.5", 1002: "100", 1003: "3"}
    assert imported.strangers == ["Student, Test"]
    assert complaints.count("left out") == 2  # the one who is not in the book, and the stranger
    assert "Margaret" in complaints and "eve" in complaints


@pytest.mark.parametrize(("column", "said"), [
    ("Nothing (1)", "no columns 'Nothing (1)'"), ("Final Score", "read only in Canvas")])
def test_a_column_that_cannot_be_filled_in_is_told(capsys, out, home, tmp_path, column, said):
    book = tmp_path / "book.csv"
    book.write_text(GRADEBOOK, encoding="utf-8")
    assert said in refused(capsys, "export", "canvas", "--from", out, "--assignment", home,
                           "--worksheet", book, "--column", column)


def test_without_ids_nobody_is_guessed_at(exported, tmp_path):
    reports = write_reports(tmp_path / "plain", {"ada": (card(name="Ada Lovelace"), None)})
    made, complaints = exported("canvas", "--column", "M (77)", reports=reports)
    assert canvas_import(made.decode(), 77, PUPILS).grades == {}
    assert "Ada Lovelace has a score and no id that Canvas knows" in complaints


# --- Moodle -----------------------------------------------------------------------------------

ENGLISH = Language("Identifier", "Participant ", "Grade", "Maximum Grade", "Last modified (grade)")
GERMAN = Language("ID", "Teilnehmer/in", "Bewertung", "Bestwertung",
                  "Zuletzt geändert (Bewertung)", ",")
KLINGON = Language("mI'", "jeSwI' ", "patlh", "patlh 'aqnaw", "choHlu'pu'", ",")


def worksheet(language: Language, people: dict[int, str], most: str = "100.00") -> str:
    """A worksheet as Moodle writes it, with a grade that somebody has already."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow([language.identifier, "Full name", "Email address", "Status", language.grade,
                    language.most, "Grade can be changed", language.modified, "Feedback comments"])
    for id, name in people.items():
        table.writerow([f"{language.participant}{id}", name, f"s{id}@example.org", "Submitted",
                        "12" + language.point + "50" if id == 1003 else "",
                        most.replace(".", language.point), "Yes",
                        "-" if id != 1003 else "Thursday, 1 October 2026, 9:00 AM", ""])
    return "\ufeff" + out.getvalue()


def moodle_class(out: Path) -> Path:
    def came(name: str, id: str) -> Arrival:
        return Arrival((Student(name, {"moodle": id}),), "moodle",
                       f"{name}_{id}_assignsubmission_file")

    return write_reports(out, {
        "ada": (card(name="Ada Lovelace"), came("Ada Lovelace", "1001")),
        "grace": (card(name="Grace Hopper", score=104.0), came("Grace Hopper", "1002")),
        "eve": (card(name="Eve"), came("Eve", "1666")),
    })


PEOPLE = {1001: "Ada Lovelace", 1002: "Grace Hopper", 1003: "Alan Turing", 1004: "M. Hamilton"}


@pytest.mark.parametrize("language", [ENGLISH, GERMAN, KLINGON], ids=lambda one: one.grade)
def test_a_worksheet_of_moodle_is_filled_in_whatever_its_language(exported, tmp_path, language):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(worksheet(language, PEOPLE), encoding="utf-8")
    made, complaints = exported("moodle", "--worksheet", sheet,
                                reports=moodle_class(tmp_path / "moodle"))
    grades = moodle_import(made, language, 100, set(PEOPLE))
    assert grades == {1001: 61.5, 1002: 100, 1003: 12.5}
    assert "Grace Hopper has 104, and Moodle takes no more than 100" in complaints
    assert "Eve has a score and is not in the worksheet" in complaints
    if language is GERMAN:
        golden("moodle.csv", made)


def test_all_else_in_a_worksheet_stays_as_it_was(exported, tmp_path):
    sheet = tmp_path / "sheet.csv"
    before = worksheet(ENGLISH, {9: "Some, Body", 1001: "Ada"})
    sheet.write_text(before, encoding="utf-8")
    made, _ = exported("moodle", "--worksheet", sheet, reports=moodle_class(tmp_path / "moodle"))
    lines = made.decode().splitlines()
    assert [line for line in lines if "1001" not in line] == [
        line for line in before.splitlines() if "1001" not in line]


@pytest.mark.parametrize(("text", "said"), [
    ("a,b\n1,2\n", "no grading worksheet of Moodle's"),
    ("Identifier,Grade\nParticipant 1,Pass\n", "no column of the worksheet"),
])
def test_what_is_no_worksheet_is_refused(capsys, tmp_path, home, text, said):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(text, encoding="utf-8")
    assert said in refused(capsys, "export", "moodle", "--from", moodle_class(tmp_path / "m"),
                           "--assignment", home, "--worksheet", sheet)


def test_without_a_worksheet_none_is_made_up(capsys, home, out):
    said = refused(capsys, "export", "moodle", "--from", out, "--assignment", home)
    assert "its own worksheet" in said and "--worksheet" in said


# --- Gradescope -------------------------------------------------------------------------------


def test_gradescope(exported):
    made, _ = exported("gradescope", "--only", "1001")
    golden("gradescope.json", made)
    result = json.loads(made)
    jsonschema.validate(result, GRADESCOPE)
    assert result["score"] == 58.5
    parts = [test for test in result["tests"] if "score" in test]
    assert sum(test["score"] for test in parts) == pytest.approx(40.5)  # of the sample's parts
    assert not any(secret in made.decode() for secret in SECRETS)
    assert "Deep graphs come out right" in made.decode()


def test_gradescope_gets_no_score_where_the_grader_failed():
    result = json.loads(gradescope(card(score=None), show_hidden=False))
    jsonschema.validate(result, GRADESCOPE)
    assert "score" not in result


def test_what_is_of_one_submission_asks_for_which(capsys, home, out):
    for kind in ("gradescope", "classroom"):
        said = refused(capsys, "export", kind, "--from", out, "--assignment", home)
        assert "there are 4" in said and "--only" in said
    assert "nobody is called 'Bob'" in refused(
        capsys, "export", "csv", "--from", out, "--assignment", home, "--only", "Bob")


def test_a_bonus_is_no_part_of_what_can_be_had(exported, tmp_path):
    parts = card().parts
    more = card(name="ada", bonus=8.0, parts=(*parts[:-1], type(parts[-1])(
        "bonus", "PyTorch", 8.0, 10.0, bonus=True)), checks=(
            check("bonus:losses", outcome="passed"), *card().checks[:-2]))
    made, _ = exported("gradescope",
                       reports=write_reports(tmp_path / "bonus", {"ada": (more, None)}))
    result = json.loads(made)
    [bonus] = [test for test in result["tests"] if test["number"] == "bonus"]
    assert (result["score"], bonus["score"], bonus["max_score"]) == (69.5, 8, 0)


# --- JUnit ------------------------------------------------------------------------------------


def test_junit(exported, tmp_path):
    made, _ = exported("junit")
    golden("junit.xml", made)
    JUNIT.validate(ET.fromstring(made))
    path = tmp_path / "junit.xml"
    path.write_bytes(made)
    suites = {suite.name: suite for suite in junitparser.JUnitXml.fromfile(str(path))}
    assert set(suites) == {"Lovelace, Ada", "=Hopper, Grace", "Turing, Alan", "eve"}
    ada = suites["Lovelace, Ada"]
    assert (ada.tests, ada.failures, ada.errors, ada.skipped) == (13, 3, 4, 2)
    kinds = {case.name: [type(one).__name__ for one in case.result] for case in ada}
    assert kinds["`backward()` starts from 1.0"] == ["Failure"]
    assert kinds["A neuron draws its weights in order"] == ["Error"]
    assert kinds["The losses are PyTorch's"] == ["Skipped"]
    assert kinds["f_prime is the derivative of f"] == []
    [told] = [one.value for one in ada.properties() if one.name == "by hand"]
    assert told.endswith("late -5 (1 d); 4.2 +2: oral, <b>very</b> good: 58.5")
    assert not any(secret in made.decode() for secret in SECRETS)


def test_a_wrong_report_is_seen_by_the_schema():
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        JUNIT.validate(ET.fromstring("<testsuites tests='1' failures='0' errors='0'>"
                                     "<testcase name='a'/></testsuites>"))


# --- GitHub -----------------------------------------------------------------------------------


def test_github(exported, monkeypatch, tmp_path):
    step = tmp_path / "summary.md"
    step.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    made, _ = exported("github", "--only", "1001")
    golden("github.txt", made)
    golden("github.md", step.read_bytes())
    commands = obeyed(made.decode())
    assert {one.name for one in commands} == {"error"}
    first = commands[0]
    assert first.properties == {"file": "engine.py",
                                "title": "4.1: `_backward` adds to the grad that is there"}
    assert first.data == "a.grad is 3.0; 6.0 was expected."
    tokens = MarkdownIt("gfm-like").parse(step.read_text(encoding="utf-8"))
    cells = [one.content for one in tokens if one.type == "inline"]
    assert "4.2" in cells and "6 / 16" in cells
    assert any("By hand" in one and "**58.5**" in one for one in cells)
    assert not any(secret in step.read_text(encoding="utf-8") for secret in SECRETS)


def test_outside_of_a_job_the_summary_is_shown_and_commands_nothing(exported, monkeypatch):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    made, _ = exported("github")
    assert "Lovelace, Ada" in made.decode()
    assert obeyed(made.decode()) == []


HOSTILE = ("\n::error::owned", "\r::add-mask::x", "%0A::set-output name=a::b", "##[error]x",
           "::stop-commands::now", "<img src=x onerror=alert(1)>", "[a](javascript:b)",
           "| a | b |", "```\n# head", "@octocat www.example.org https://example.org", "--- ::x")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_student_wrote_commands_nothing_and_is_no_markup(text):
    mine = card(name=text, notes=(text,), checks=(check(title=text, message=text, probe=text),))
    lines = list(log_lines(mine, ["engine"], {"4.2": "engine"}, show_hidden=False))
    [command] = obeyed("\n".join(lines))
    assert (command.name, command.properties["file"]) == ("error", "engine.py")
    markdown = MarkdownIt("gfm-like")
    markdown.linkify.set({"fuzzy_link": False})  # a bare `example.org` is no link to GitHub
    tokens = markdown.parse(summary([(mine, ())], show_hidden=False))
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert not kinds & {"link_open", "image", "html_block"}
    inline = [child.content for token in tokens for child in token.children or ()
              if child.type == "html_inline"]
    assert set(inline) <= {"<!-- -->"}
    inside = [token.content for token in tokens if token.type == "inline"]
    assert not any(re.search(r"(?i)www\.|@\w", line) for line in inside)
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h2"]
    assert sum(token.type == "table_open" for token in tokens) == 1
    assert sum(token.type == "fence" for token in tokens) == 1


def test_no_more_is_said_than_a_step_may():
    many = tuple(check(f"4.2:c{number}", title=f"c{number}") for number in range(40))
    assert len(list(log_lines(card(checks=many), [], {}, show_hidden=False))) == ANNOTATIONS
    text = summary([(card(name=f"s{number}", checks=many), ()) for number in range(400)],
                   show_hidden=False)
    assert len(text.encode()) <= SUMMARY_BYTES
    assert "more that do not fit here" in text


def test_a_line_that_is_known_is_annotated():
    mine = card(checks=(check(message="ZeroDivisionError (engine.py, line 7)"),))
    [line] = log_lines(mine, ["engine"], {}, show_hidden=False, folder="exercises")
    [command] = obeyed(line)
    assert (command.properties["file"], command.properties["line"]) == ("exercises/engine.py", "7")


def test_classroom(exported):
    made, _ = exported("classroom", "--only", "1001")
    golden("classroom.json", json.dumps(
        json.loads(base64.b64decode(made)), indent=2).encode() + b"\n")
    points = classroom_points({"MICROGRADE_RESULTS": made.decode()}, "micrograde")
    assert points == (37.5, 100)  # of the sample's parts, less 5 for a late day, and 2 given
    assert json.loads(base64.b64decode(made))["status"] == "fail"
    made, _ = exported("classroom", "--only", "1002")
    assert json.loads(base64.b64decode(made))["status"] == "pass"
    made, _ = exported("classroom", "--only", "1003")
    assert json.loads(base64.b64decode(made))["status"] == "error"


# --- xlsx -------------------------------------------------------------------------------------


def test_xlsx(exported):
    made, _ = exported("xlsx")
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["all", *(f"part {part.id}" for part in card().parts)]
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    for sheet in book:
        rows.writerow([f"--- {sheet.title}"])
        rows.writerows(sheet.iter_rows(values_only=True))
    golden("xlsx.csv", table.getvalue().encode())
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}
    everyone = {row[0]: row for row in book["all"].iter_rows(min_row=2, values_only=True)}
    assert everyone["=Hopper, Grace"][8] == 100
    assert everyone["Lovelace, Ada"][3:9:5] == (61.5, 58.5)


def test_the_same_results_make_the_same_cells(exported):
    first = zipfile.ZipFile(io.BytesIO(exported("xlsx")[0]))
    second = zipfile.ZipFile(io.BytesIO(exported("xlsx")[0]))
    names = [name for name in first.namelist() if name != "docProps/core.xml"]
    assert [first.read(name) for name in names] == [second.read(name) for name in names]


# --- feedback ---------------------------------------------------------------------------------


def test_feedback_for_canvas(exported):
    made, _ = exported("feedback-canvas")
    found = canvas_feedback(made)
    assert set(found) == {(1001, 91001), (1002, 91002), (1003, 91003), (1666, 91666)}
    text = found[1001, 91001].decode()
    golden("feedback.txt", text.encode())
    assert "61.5" in text and "In all: 58.5" in text
    assert not any(secret in text for secret in SECRETS)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert "lovelaceada_1001_91001_warmup.py" in packed.namelist()


@pytest.mark.parametrize("ending", ["zip", "ipynb", "html", "py"])
def test_what_canvas_gets_back_is_what_its_ending_says(exported, tmp_path, ending):
    came = Arrival((Student("ada", {"canvas": "1"}),), "canvas", f"ada_1_2_work.{ending}")
    made, _ = exported("feedback-canvas", reports=write_reports(
        tmp_path / "one", {"ada": (card(name="ada"), came)}))
    [content] = canvas_feedback(made).values()
    if ending == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = packed.read("report.html")
    if ending == "ipynb":
        import nbformat

        nbformat.validate(nbformat.reads(content.decode(), as_version=4))
    assert (b"<!doctype html>" in content.lower()) == (ending in ("zip", "html"))
    assert b"61.5" in content


@pytest.mark.parametrize("before_4_1", [False, True])
def test_feedback_for_moodle(exported, tmp_path, before_4_1):
    made, _ = exported("feedback-moodle", reports=moodle_class(tmp_path / "moodle"))
    found = moodle_feedback(made, set(PEOPLE), before_4_1=before_4_1)
    assert {id: list(files) for id, files in found.items()} == {
        1001: ["/report.html"], 1002: ["/report.html"]}
    page = found[1001]["/report.html"].decode()
    assert "Ada Lovelace" in page and not any(secret in page for secret in SECRETS)


def test_by_a_roster_moodle_gets_back_what_came_from_elsewhere(exported, tmp_path):
    reports = write_reports(tmp_path / "plain", {"ada": (card(name="Ada Lovelace"), None)})
    roster = tmp_path / "roster.csv"
    roster.write_text("Identifier,Full name\nParticipant 1001,Ada Lovelace\n", encoding="utf-8")
    made, _ = exported("feedback-moodle", "--roster", roster, reports=reports)
    assert set(moodle_feedback(made, set(PEOPLE))) == {1001}


@pytest.mark.parametrize(("kind", "said"), [("feedback-moodle", "that Moodle knows"),
                                            ("feedback-canvas", "from Canvas")])
def test_where_nothing_can_be_given_back_that_is_told(capsys, tmp_path, home, kind, said):
    reports = write_reports(tmp_path / "plain", {"ada": (card(name="ada"), None)})
    assert said in refused(capsys, "export", kind, "--from", reports, "--assignment", home)
    assert not (reports / f"{kind}.zip").exists()


# --- what goes wrong --------------------------------------------------------------------------


def test_an_unusable_adjustment_stops_the_export_and_names_its_line(capsys, out, home):
    with open(out / "adjustments.csv", "a", encoding="utf-8") as file:
        file.write("1001,9.9,1,why\n")
    said = refused(capsys, "export", "csv", "--from", out, "--assignment", home)
    assert "adjustments.csv, line 4: the sheet has no part '9.9'" in said


def test_where_nothing_was_graded_there_is_nothing_to_export(capsys, tmp_path):
    assert "there are no results" in refused(capsys, "export", "csv", "--from", tmp_path)
    assert "there are no results" in refused(capsys, "export", "csv", "--from", tmp_path / "none")


def test_a_damaged_result_is_told(capsys, out, home):
    (out / "eve_1666" / "result.json").write_text("{}", encoding="utf-8")
    assert "is damaged" in refused(capsys, "export", "junit", "--from", out, "--assignment", home)


def test_a_library_that_is_missing_is_named(capsys, out, home, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    said = refused(capsys, "export", "xlsx", "--from", out, "--assignment", home)
    assert "openpyxl" in said and "make export" in said
