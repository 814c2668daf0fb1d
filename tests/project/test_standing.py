"""What each student has: who is who, late days, attempts and what was given by hand."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from cards import card, check
from pages import Page

from grader.adjustments import Adjustment, read_adjustments
from grader.errors import OperatorError
from grader.export.scores import scores
from grader.late import Late, late_rule
from grader.platforms.arrival import Arrival, Student
from grader.report.decided import with_hand
from grader.report.html import student as student_page
from grader.report.index import IndexRow, index, row
from grader.report.result import card_of, dumps
from grader.roster import Roster, read_roster
from grader.standing import Standing, adjusted, standings


def made(folder: str, score: float | None = 61.5, **changes: object) -> IndexRow:
    return row(folder, json.loads(dumps(card(name=folder, score=score, **changes))))


def came(name: str, attempt: int = 1, late: bool = False, time: str = "", **ids: str) -> Arrival:
    return Arrival((Student(name, ids),), "canvas", late=late, attempt=attempt, time=time)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


# --- the roster -------------------------------------------------------------------------------

ROSTERS = {
    "canvas": "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
              '"Lovelace, Ada",1001,s1,ada,A\n"Hopper, Grace",1002,s2,grace,B\n',
    "moodle": "\ufeffIdentifier,Full name,Email address\nParticipant 1001,Ada Lovelace,a@x.org\n"
              "Participant 1002,Grace Hopper,g@x.org\n",
    "moodle in German": "\ufeffID,Vollständiger Name\nTeilnehmer/in1001,Ada Lovelace\n"
                        "Teilnehmer/in1002,Grace Hopper\n",
    "moodle in whatever": "mI',pong\njeSwI' 1001,Ada Lovelace\njeSwI' 1002,Grace Hopper\n",
    "a house's": "Name,ID\nAda Lovelace,s1001\nGrace Hopper,s1002\n",
    "by hand": "first name;last name;sid;email\r\nAda;Lovelace;0001;a@x.org\r\n"
               "Grace;Hopper;0002;g@x.org\r\n",
}


@pytest.mark.parametrize("kind", ROSTERS)
def test_a_roster_is_read_as_its_platform_writes_it(tmp_path, kind):
    ada, grace = read_roster(write(tmp_path / "r.csv", ROSTERS[kind])).students
    of, id = {"canvas": ("canvas", "1001"), "a house's": ("sid", "s1001"),
              "by hand": ("sid", "0001")}.get(kind, ("moodle", "1001"))
    assert ada.ids[of] == id
    assert not {"canvas", "moodle", "sid"} - {of} & ada.ids.keys()
    assert grace.name in ("Hopper, Grace", "Grace Hopper", "1002", "jeSwI' 1002")


@pytest.mark.parametrize(("text", "said"), [
    ("a,b\n1,2\n", "no column with names or ids"),
    ("name,sid\nAda,1\nGrace,1\n", "line 3: sid '1' stands on line 2"),
    ("", "is empty"), ("name,sid\nAda,1,2\n", "line 2, has more cells"),
    ('name,sid\n"Ada,1\n', "is no line of a table")])
def test_what_is_wrong_with_a_roster_is_told_by_its_line(tmp_path, text, said):
    with pytest.raises(OperatorError, match=said):
        read_roster(write(tmp_path / "r.csv", text))


def test_a_roster_in_another_encoding_is_not_guessed_at(tmp_path):
    (tmp_path / "r.csv").write_bytes("name\nJürgen\n".encode("latin-1"))
    with pytest.raises(OperatorError, match="not in UTF-8"):
        read_roster(tmp_path / "r.csv")


CLASS = Roster((
    Student("Lovelace, Ada", {"canvas": "1", "login": "ada", "email": "Ada@x.org"}),
    Student("Kim Lee", {"canvas": "2"}), Student("Kim Lee", {"canvas": "3"}),
    Student("de la Cruz, María", {"canvas": "4"}),
))


@pytest.mark.parametrize(("student", "at"), [
    (Student("whoever", {"canvas": "1"}), 0), (Student("lovelaceada"), 0), (Student("ada"), 0),
    (Student("Ada Lovelace"), 0), (Student("ADA@X.ORG"), 0), (Student("x", {"canvas": "3"}), 2),
    (Student("Kim Lee"), None),  # two are called so
    (Student("Ada Lovelace", {"canvas": "9"}), None),  # another of that name
    (Student("María de la Cruz"), 3), (Student("maría_de_la_cruz"), 3),
    (Student("Maria de la Cruz"), None), (Student(""), None),
    (Student("x", {"student_id": "ada"}), 0),
])
def test_who_is_who_is_told_by_an_id_or_by_a_name_of_their_own(student, at):
    assert CLASS.find(student) is (None if at is None else CLASS.students[at])


def test_missing_unknown_and_a_score_of_nothing_are_three_things():
    rows = [made("zero", 0.0), made("stranger", 0.0)]
    came_by = {"zero": came("lovelaceada", canvas="1"), "stranger": came("eve", canvas="99")}
    found = standings(rows, came_by, Roster(CLASS.students[:2]))
    told = {one.student.name: (one.status, one.enrolled, one.final) for one in found}
    assert told == {"Lovelace, Ada": ("graded", True, 0.0), "eve": ("graded", False, 0.0),
                    "Kim Lee": ("missing", True, None)}
    table = {line["student"]: line for line in csv.DictReader(io.StringIO(scores(rows, found)))}
    assert (table["Kim Lee"]["score"], table["Kim Lee"]["status"]) == ("", "missing")
    assert (table["Lovelace, Ada"]["score"], table["eve"]["enrolled"]) == ("0", "no")
    page = Page(index(rows, found)).text
    assert "1 student on the roster handed nothing in, which is no score of 0" in page
    assert "1 submission of nobody on the roster" in page


# --- late days --------------------------------------------------------------------------------

RULE = Late(10, due=datetime.fromisoformat("2026-10-01T23:59:00+02:00"), grace_minutes=15)


@pytest.mark.parametrize(("time", "days"), [
    ("2026-10-01T21:59:00Z", 0), ("2026-10-01T22:14:00Z", 0), ("2026-10-01T22:14:01Z", 1),
    ("2026-10-02T22:14:00Z", 1), ("2026-10-02T22:14:01Z", 2),
    ("2026-10-01 22:14:01.000000000 Z", 1), ("2026-10-01 22:14:01 UTC", 1), ("gibberish", 0)])
def test_a_day_that_was_begun_counts_after_the_grace(time, days):
    assert RULE.days(came("ada", time=time)) == days


def test_a_platforms_mark_counts_where_no_time_is_known():
    assert Late(10).days(came("ada", late=True)) == 1
    assert Late(10, marked_days=2).days(came("ada", late=True)) == 2
    assert RULE.days(came("ada", late=True, time="2026-10-01T00:00:00Z")) == 0


@pytest.mark.parametrize(("days", "score", "cost"), [
    (0, 50, 0), (1, 50, 0), (2, 50, 10), (3, 15, 15), (5, 50, 40), (6, 50, 50)])
def test_free_days_cost_nothing_and_after_the_last_day_nothing_counts(days, score, cost):
    assert Late(10, free_days=1, most_days=5).cost(days, score) == cost


@pytest.mark.parametrize("table", [
    {}, {"points_per_day": -1}, {"points_per_day": 1, "due": "tomorrow"},
    {"points_per_day": 1, "speed": 3}, {"points_per_day": float("nan")},
    {"points_per_day": 1, "free_days": True}])
def test_a_rule_that_says_nothing_usable_is_refused(table):
    with pytest.raises((TypeError, ValueError)):
        late_rule(table)


# --- attempts ---------------------------------------------------------------------------------


def attempts(which, *scored: float | None, late=None):
    rows = [made(f"ada{number}", score) for number, score in enumerate(scored, 1)]
    arrivals = {f"ada{number}": came("ada", attempt=number, late=number == 3, canvas="1")
                for number in range(1, len(scored) + 1)}
    [one] = standings(rows, arrivals, late=late, attempts=which)
    return one


def test_the_last_attempt_counts_or_the_best():
    assert attempts("last", 50.0, 70.0, 60.0).final == 60
    best = attempts("best", 50.0, 70.0, 60.0)
    assert (best.final, [row.folder for row in best.others]) == (70, ["ada1", "ada3"])
    assert attempts("best", 70.0, 70.0).row.folder == "ada2"
    assert attempts("best", None, 0.0).final == 0
    assert attempts("last", 70.0, None).status == "no mark"


def test_the_best_is_the_best_after_late_days():
    assert attempts("best", 50.0, 65.0, 70.0, late=Late(10)).final == 65


def test_an_attempt_that_does_not_count_says_so_in_the_table():
    rows = [made("ada1", 50.0), made("ada2", 60.0)]
    found = standings(rows, {"ada1": came("ada", canvas="1"),
                             "ada2": came("ada", attempt=2, canvas="1")})
    table = list(csv.DictReader(io.StringIO(scores(rows, found))))
    assert [(line["score"], line["status"], line["final"]) for line in table] == [
        ("50", "superseded", ""), ("60", "graded", "60")]


def test_two_of_one_name_without_ids_stay_two():
    rows = [made("kim", 50.0), made("kim-2", 60.0)]
    assert len(standings(rows, {})) == 2
    assert len(standings(rows, {"kim": came("Kim", canvas="1"),
                                "kim-2": came("Kim", canvas="2")})) == 2


def test_a_groups_submission_is_each_members():
    pair = Arrival((Student("Ada", {"sid": "1"}), Student("Grace", {"sid": "2"})), "gradescope")
    found = standings([made("pair")], {"pair": pair})
    assert [(one.student.name, one.final) for one in found] == [("Ada", 61.5), ("Grace", 61.5)]


# --- by hand ----------------------------------------------------------------------------------

TWO = [Student("Lovelace, Ada", {"canvas": "1"}), Student("Hopper, Grace", {"canvas": "2"})]
HEAD = "student,part,points,reason\n"


def test_adjustments_are_read_with_their_reasons(tmp_path):
    path = write(tmp_path / "a.csv", HEAD + '1,4.2,"-1,5",copied\nGrace Hopper,,2,"oral, very '
                 'good"\nhoppergrace,all,1,typo in the sheet\n')
    assert read_adjustments(path, TWO, ["4.2"]) == {
        0: (Adjustment("4.2", -1.5, "copied"),),
        1: (Adjustment("", 2, "oral, very good"), Adjustment("", 1, "typo in the sheet"))}


@pytest.mark.parametrize(("line", "said"), [
    ("Nobody,,1,x", "line 3: nobody is called 'Nobody'"),
    (",,1,x", "line 3: nobody is called ''"),
    ("1,9.9,1,x", "line 3: the sheet has no part '9.9'"),
    ("1,,many,x", "line 3: 'many' is no number of points"),
    ("1,,nan,x", "line 3: 'nan' is no number of points"),
    ("1,,1,", "line 3: there is no reason")])
def test_an_unusable_adjustment_names_its_line(tmp_path, line, said):
    path = write(tmp_path / "a.csv", f"{HEAD}1,,1,fine\n{line}\n")
    with pytest.raises(OperatorError, match=said):
        read_adjustments(path, TWO, ["4.2"])


def test_a_name_that_two_have_adjusts_neither(tmp_path):
    twins = [Student("Kim Lee", {"canvas": "1"}), Student("Kim Lee", {"canvas": "2"})]
    with pytest.raises(OperatorError, match="several are called"):
        read_adjustments(write(tmp_path / "a.csv", f"{HEAD}Kim Lee,,1,x\n"), twins, [])
    assert list(read_adjustments(write(tmp_path / "b.csv", f"{HEAD}2,,1,x\n"), twins, [])) == [1]


def test_a_column_that_is_missing_is_named(tmp_path):
    with pytest.raises(OperatorError, match="line 1, lacks the column 'reason'"):
        read_adjustments(write(tmp_path / "a.csv", "student,part,points\n"), TWO, [])


def test_what_a_person_decided_is_apart_from_what_was_measured():
    rows = [made("ada", 50.0)]
    [one] = adjusted(standings(rows, {"ada": came("Ada", late=True, canvas="1")}, late=Late(10)),
                     {0: (Adjustment("4.2", 2.0, "<b>oral</b>"),)})
    assert (one.measured, one.late_points, one.adjusted, one.final) == (50, 10, 2, 42)
    [line] = csv.DictReader(io.StringIO(scores(rows, [one])))
    assert (line["score"], line["part 4.2"], line["final"]) == ("50", "6", "42")
    assert line["reasons"] == "late -10 (1 d); 4.2 +2: <b>oral</b>"
    page = with_hand(student_page(card(), show_hidden=False), [one])
    assert Page(page).text.count("50 measured, − 10 for 1 late day, + 2 in 4.2 (<b>oral</b>)") == 1
    assert with_hand(page, [one]) == page
    assert with_hand(page, []) == student_page(card(), show_hidden=False)
    assert "<b>oral" not in page


def test_no_score_falls_below_nothing():
    [one] = adjusted([Standing(TWO[0], made("ada", 5.0))], {0: (Adjustment("", -10, "copied"),)})
    assert one.final == 0


def test_who_handed_nothing_in_has_points_only_by_hand():
    missing = Standing(TWO[0], enrolled=True)
    assert missing.final is None
    [given] = adjusted([missing], {0: (Adjustment("", 50, "oral exam in its place"),)})
    assert (given.status, given.final) == ("missing", 50)


# --- back from a file -------------------------------------------------------------------------


def test_a_scorecard_comes_back_from_its_result():
    there = card(checks=(check(printed="", hints=("one",)),))
    again = card_of(json.loads(dumps(there)))
    assert dumps(again) == dumps(there)
    assert not card_of(json.loads(dumps(card()))).parts[-1].graded
    with pytest.raises(ValueError, match="schema"):
        card_of({"schema": 2})
