"""The index and the table over all submissions."""

import csv
import io
import json
import re

import pytest
from cards import card, check, filled
from pages import NASTY, Page

from grader.export.scores import scores
from grader.records import Diagnosis
from grader.report.index import IndexRow, index, row
from grader.report.result import dumps


def made(name: str, **changes: object) -> IndexRow:
    changes = {"digest": name} | changes
    return row(name.replace(" ", "_"), json.loads(dumps(card(name=name, **changes))))


def table(rows: list[IndexRow]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(scores(rows))))


REFUSED = {
    "kind": "refused", "score": 0.0, "notes": (),
    "checks": (check(outcome="blocked", message="It is a Word document.", rows=()),),
}  # fmt: skip


def test_a_result_of_another_schema_is_refused():
    with pytest.raises(ValueError, match=r"bob: result\.json is not of schema 1"):
        row("bob", {"schema": 2})


def test_the_index_links_to_both_reports():
    page = Page(index([made("ada b", diagnoses=())]))
    links = [value for name, value in page.attributes if name == "href"]
    assert links[-2:] == ["ada_b/report.html", "ada_b/instructor.html"]
    assert set(links[:-2]) == {"ada_b/instructor.html"}
    assert "61.5 / 100" in page.text
    assert "7.5 / 10" in page.text


def test_the_index_says_what_needs_a_persons_eye():
    page = Page(index([
        made("ada"), made("bob", **REFUSED), made("eve", score=None),
        made("gil", digest="ada"),
    ]))  # fmt: skip
    for piece in ("Could not run: nn.py could not be loaded", "1 check ran out of time",
                  "Refused: It is a Word document.", "No mark: the grader failed",
                  "Same files as gil", "Same files as ada"):  # fmt: skip
        assert piece in page.text
    assert page.text.count("It is a Word document.") == 2  # in the list, and in the table


def test_the_distribution_counts_marks_alone():
    rows = [made("a", score=100.0), made("b", score=99.9), made("c", score=0.0),
            made("d", score=None), made("e", **REFUSED)]  # fmt: skip
    page = Page(index(rows))
    text = page.text
    [picture] = [value for name, value in page.attributes if "by percent" in (value or "")]
    assert picture == "Submissions by percent: 0 to 9 %: 1, 90 to 99 %: 1, 100 %: 1."
    assert "2 without a mark or refused are not counted here." in text
    assert "The median is 100 %, the mean 67 %." in text


def test_the_index_does_not_hang_on_the_order():
    rows = [made("b"), made("a"), made("C")]
    assert index(rows) == index(rows[::-1])
    assert scores(rows) == scores(rows[::-1])


def test_an_index_over_nothing_is_a_page():
    assert "0 submissions" in Page(index([])).text
    assert table([]) == []


def test_nothing_that_comes_in_is_markup():
    page = Page(index([row(NASTY, json.loads(dumps(filled(card(), NASTY))))]))
    assert not {"img", "b"} & set(page.tags) and page.tags.count("script") == 1
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert all(re.fullmatch(r"[\w%.-]+/(report|instructor)\.html", value)
               for name, value in page.attributes if name == "href")  # fmt: skip


def test_the_table_has_a_line_a_submission():
    [line] = table([made("ada")])
    assert line == {
        "name": "ada", "score": "61.5", "max_score": "100", "bonus": "0", "carried": "4",
        "part 1.1": "6", "part 2": "12", "part 4.1": "7.5", "part 4.2": "6", "part 6": "0",
        "part 7": "9", "part bonus": "",
        "passed": "4", "failed": "3", "timeout": "1", "crashed": "0", "blocked": "3",
        "not_graded": "2", "grader_error": "0",
        "mistakes": "grads-are-set", "note": "", "digest": "ada",
        "student": "ada", "ids": "", "status": "graded", "enrolled": "", "attempt": "",
        "late_days": "0", "late_points": "0", "adjusted": "0", "final": "61.5", "reasons": "",
    }  # fmt: skip


def test_the_table_says_why_there_is_no_mark():
    refused, failed = table([made("bob", **REFUSED), made("eve", score=None)])
    assert refused["note"] == "It is a Word document."
    assert failed["score"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_no_cell_is_a_formula(start):
    name = f'{start}HYPERLINK("http://x","y")'
    refused = {**REFUSED, "checks": (check(outcome="blocked", message=name, rows=()),)}
    [line] = table([row("x", json.loads(dumps(card(name=name, **{**refused, "digest": name}))))])
    for column in ("name", "note", "digest"):
        assert line[column].startswith("'")
    if start in "=+-@\uff1d":  # where a semicolon parts cells
        [line] = table([row("x", json.loads(dumps(card(name=f"x; {name};y"))))])
        assert f"; '{start}" in line["name"]
    # Numbers are the grader's own and stay numbers.
    [line] = table([made("ada", bonus=-1.0)])
    assert line["bonus"] == "-1"


def test_a_comma_a_quote_and_a_line_break_stay_in_their_cell():
    name = 'Lovelace, "Ada"\nCountess'
    [line] = table([row("x", json.loads(dumps(card(name=name))))])
    assert line["name"] == name


def test_mistakes_are_counted_with_who_made_them():
    often, once = (Diagnosis(id, "4.2", f"{id} <b>", "So.", confidence, ())
                   for id, confidence in (("often", "certain"), ("once", "probable")))
    page = Page(index([made("ada", diagnoses=(often,)), made("bob", diagnoses=(once, often)),
                       made("eve", diagnoses=())]))
    said = page.text[page.text.index("Mistakes by name") : page.text.index("All submissions")]
    assert said.index("2 submissions: often <b>") < said.index("1 submission: once <b>")
    assert said.index("ada") < said.index("bob") and "eve" not in said
    assert said.count("probable") == 1
    assert "Mistakes by name" not in Page(index([made("eve", diagnoses=())])).text


def test_what_is_carried_stands_apart_in_the_table():
    [line] = table([made("ada")])
    assert (line["score"], line["carried"], line["mistakes"]) == ("61.5", "4", "grads-are-set")
    assert "4 carried" in Page(index([made("ada")])).text
