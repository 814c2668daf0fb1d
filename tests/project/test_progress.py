"""What is remembered from one check to the next, and that nothing hangs on it."""

from __future__ import annotations

import json

import pytest
from cards import check, passed

from grader.progress import (
    FILE,
    MOST_KEPT,
    Progress,
    after,
    keep_progress,
    lost,
    next_check,
    read_progress,
)

DONE, LATER = passed("1.1:done", "Done"), check("2:later")
STUCK = check("1.1:stuck")


def test_the_next_thing_is_the_first_that_does_not_pass():
    assert next_check([DONE, STUCK, LATER]) == STUCK
    assert next_check([DONE, check("bonus:x", outcome="not_graded")]) is None


def test_a_hint_goes_further_only_where_it_is_asked_to_and_not_past_the_last():
    now, levels = Progress(), []
    for further in (True, False, True, False, True, True):
        now = after(now, [STUCK], further=further)
        levels.append(now.level)
    assert levels == [1, 1, 2, 2, 3, 3]
    assert len(STUCK.hints) == 3


def test_another_thing_has_its_first_hint_again():
    now = after(Progress(at="1.1:stuck", level=3), [LATER], further=True)
    assert (now.at, now.level) == ("2:later", 1)


def test_what_passed_before_is_lost_until_it_passes_again():
    before = after(Progress(), [DONE], further=False)
    broken = [check("1.1:done", outcome="crashed"), STUCK]
    assert lost(before, broken) == (broken[0],)
    assert lost(after(before, broken, further=False), broken) == (broken[0],)
    assert lost(before, [DONE, STUCK]) == ()
    assert lost(before, [STUCK]) == ()  # only a part was checked


def test_it_comes_back_as_it_was_for_each_folder(tmp_path):
    one, other = Progress(frozenset({"1.1:a", "2:b"}), "3:c", 2), Progress(at="4.1:d", level=1)
    keep_progress(tmp_path, tmp_path / "mine", one)
    keep_progress(tmp_path, tmp_path / "yours", other)
    assert read_progress(tmp_path, tmp_path / "mine") == one
    assert read_progress(tmp_path, tmp_path / "yours") == other
    assert read_progress(tmp_path, tmp_path / "nobodys") == Progress()
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_what_was_checked_longest_ago_is_forgotten(tmp_path):
    for number in range(MOST_KEPT + 2):
        keep_progress(tmp_path, tmp_path / str(number), Progress(at="x", level=1))
    assert len(json.loads((tmp_path / FILE).read_text("utf-8"))) == MOST_KEPT
    assert read_progress(tmp_path, tmp_path / "0") == Progress()


@pytest.mark.parametrize("text", ["", "[", "[]", "1", '{"x": 1}', "[" * 100_000])
def test_a_damaged_file_is_as_good_as_none(tmp_path, text):
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert read_progress(tmp_path, tmp_path / "mine") == Progress()
    keep_progress(tmp_path, tmp_path / "mine", Progress(at="x", level=1))
    assert read_progress(tmp_path, tmp_path / "mine").at == "x"


@pytest.mark.parametrize("kept", [1, [], {}, {"passed": 1, "at": "", "level": 1},
                                  {"passed": [], "at": "", "level": "x"}])
def test_so_is_a_damaged_entry(tmp_path, kept):
    (tmp_path / FILE).write_text(json.dumps({str(tmp_path / "mine"): kept}), encoding="utf-8")
    assert read_progress(tmp_path, tmp_path / "mine") == Progress()


def test_a_folder_that_cannot_be_written_to_stops_nothing(tmp_path):
    (tmp_path / "file").touch()
    keep_progress(tmp_path / "file", tmp_path, Progress(at="x", level=1))
    assert read_progress(tmp_path / "file", tmp_path) == Progress()
