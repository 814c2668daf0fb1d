"""What the reference answered is kept for a student's next check, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from grading import HERE

from grader.course import Course, load_course
from grader.grade import References, Setting, collect, grade
from grader.intake import read
from grader.observe import WorkerAnswerer
from grader.records import Observation, Probe
from grader.remembered import FILE, keep_answers, read_answers

SECOND = HERE / "second"
KNOWN = {Probe("x = 1", ("x", "1 / 3", "-0.0", "float('nan') != 1")):
         Observation((1, 1 / 3, -0.0, True), "said\n")}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return replace(load_course(SECOND, hidden=False), home=tmp_path)


def test_what_is_kept_comes_back_as_it_was(course):
    assert read_answers(course) == {}
    keep_answers(course, KNOWN)
    assert repr(read_answers(course)) == repr(KNOWN)


@pytest.mark.parametrize("text", ["", "{}", "[[]]", "[1", "[" * 100_000, '[["x", [], {}]]'])
def test_what_cannot_be_read_is_asked_anew(course, text):
    (course.home / FILE).write_text(text, encoding="utf-8")
    assert read_answers(course) == {}


def test_another_assignment_is_asked_anew(course):
    keep_answers(course, KNOWN)
    assert read_answers(replace(course, digest="another")) == {}


def test_the_second_check_asks_no_reference_and_says_the_same(tmp_path, monkeypatch):
    course = replace(load_course(SECOND, hidden=False))
    monkeypatch.setattr("grader.remembered.FILE", str(tmp_path / "kept.json"))
    monkeypatch.setattr("grader.remembered.write", lambda folder, files: [
        Path(name).write_text(text, encoding="utf-8") for name, text in files.items()])
    setting = Setting(course, "plain")
    submission = read(SECOND / "exercises", course.sheet.modules)
    asked: list[str] = []
    answer = WorkerAnswerer.answer

    def noted(self: WorkerAnswerer, groups):
        asked.extend(self._load["files"]["words.py"] for group in groups for _ in group.probes)
        return answer(self, groups)

    monkeypatch.setattr(WorkerAnswerer, "answer", noted)
    cards = []
    for _ in range(2):
        references = References(setting, kept=True)
        cards.append(grade(submission, setting, references))
        references.close()
    assert cards[0] == cards[1]
    right = (SECOND / "reference" / "words.py").read_text(encoding="utf-8")
    assert asked.count(right) == sum(len(check.probes) for check in collect(setting))


def test_grading_keeps_nothing(tmp_path):
    course = replace(load_course(SECOND), home=tmp_path)
    references = References(Setting(course, "plain"))
    references.close()
    assert not (tmp_path / FILE).exists()
