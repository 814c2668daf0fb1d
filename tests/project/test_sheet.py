"""The sheet: read with care, and in step with the suites."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest
from test_course import SHEET

from grader.course import load_course
from grader.errors import OperatorError
from grader.grade import Setting, collect
from grader.sheet import Limits, Sheet, read_sheet
from grader.suite import Check

BONUS = """
[[part]]
id = "more"
title = "More"
module = "three"
points = 4
names = []
bonus = true

[part.hints]
default = ["Look.", "Look closer."]
"""


def sheet(text: str, folder: Path) -> Sheet:
    path = folder / "sheet.toml"
    path.write_text(text, encoding="utf-8")
    return read_sheet(path)


def test_a_sheet_is_read(tmp_path):
    read = sheet(SHEET + BONUS, tmp_path)
    assert read.title == "A small sheet"
    assert [part.id for part in read.parts] == ["1", "2", "more"]
    assert read.limits == Limits(1, 1, 5, 64)
    assert read.bonus_limits == Limits(1, 1, 1, 64)
    assert [(given.module, given.names) for given in read.given] == [
        ("pictures", ()), ("one", ("START", "step"))]
    assert read.part("more").hints == {"default": ("Look.", "Look closer.")}
    assert not read.show_hidden


def test_the_bonus_is_not_in_the_total(tmp_path):
    assert sheet(SHEET + BONUS, tmp_path).max_score == 3


def test_a_bonus_module_is_one_that_no_other_part_needs(tmp_path):
    assert sheet(SHEET + BONUS, tmp_path).bonus_modules == ("three",)
    assert sheet(SHEET + BONUS.replace("three", "two"), tmp_path).bonus_modules == ()


def test_no_part_of_that_name(tmp_path):
    with pytest.raises(KeyError):
        sheet(SHEET, tmp_path).part("3")


@pytest.mark.parametrize(("text", "cause"), [
    ("title = ", "TOMLDecodeError"),
    ("", "KeyError: 'limits'"),
    (SHEET.replace("points = 2", "points = 'two'"), "ValueError"),
    (SHEET.replace('names = ["a", "b"]', "names = 1"), "TypeError"),
    (SHEET.replace("memory_mb = 64\n\n[limits.bonus]", "memory_kb = 64\n\n[limits.bonus]"),
     "TypeError"),
    (SHEET.replace('id = "2"\n', ""), "KeyError: 'id'"),
    (SHEET + "[part.hints]\ndefault = 1\n", "TypeError"),
    ("\ufeff" + SHEET, "TOMLDecodeError"),
])
def test_a_sheet_that_says_nothing_usable_is_named_with_its_fault(text, cause, tmp_path):
    with pytest.raises(OperatorError) as error:
        sheet(text, tmp_path)
    assert f"{tmp_path / 'sheet.toml'} cannot be read: {cause}" in str(error.value)
    assert "\n  next: mend sheet.toml" in str(error.value)


def test_no_sheet_at_all(tmp_path):
    with pytest.raises(OperatorError, match="there is no sheet at"):
        read_sheet(tmp_path / "sheet.toml")


# --- this course's sheet and suites ---------------------------------------------------------


@pytest.fixture(scope="module")
def checks() -> list[Check]:
    return collect(Setting(load_course(), "plain"))


def test_the_points_of_a_parts_checks_are_the_parts(checks):
    points: Counter[str] = Counter()
    for check in checks:
        points[check.part] += check.points  # type: ignore[assignment]
    assert {part.id: part.points for part in load_course().sheet.parts} == pytest.approx(points)


def test_every_hint_that_a_check_names_is_there(checks):
    parts = load_course().sheet
    assert [check.id for check in checks if not parts.part(check.part).hints.get(check.hint)] == []


def test_checks_stand_in_the_sheets_order(checks):
    order = [part.id for part in load_course().sheet.parts]
    assert [check.part for check in checks] == sorted(
        (check.part for check in checks), key=order.index)


def test_every_part_has_hidden_checks(checks):
    """But where all answers are found by hand: no kit tells them, and there is nothing to hide."""
    hidden = {check.part for check in checks if check.hidden}
    sealed = {part.id for part in load_course().sheet.parts
              if all(check.secret for check in checks if check.part == part.id)}
    assert hidden | sealed == {part.id for part in load_course().sheet.parts}
    assert sealed == {"1.2"}


def test_a_title_is_one_sentence_and_nobody_elses(checks):
    titles = [check.title for check in checks]
    assert [title for title in titles if not title.endswith((".", "?"))] == []
    assert [title for title in titles if "\n" in title or len(title) > 120] == []
    assert [title for title, count in Counter(titles).items() if count > 1] == []


def test_a_sheet_cannot_be_changed_once_it_is_read(tmp_path):
    with pytest.raises(dataclasses.FrozenInstanceError):
        sheet(SHEET, tmp_path).show_hidden = True  # type: ignore[misc]
