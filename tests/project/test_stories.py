"""The sample submissions: each is graded as its story says.

A story stands in `submissions/<name>/story.toml`: `title`, `tells` (what the report should say),
`score`, under `[parts]` the points of each part that has not its full marks, and, where they
matter, checks that must have `failed` or that it `keeps`, `notes` and `messages` (parts of them).
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grading
import pytest
from grading import STORIES, Bench, best_carrier, lost, outcomes, points, read_toml

from grader.batch import Job, grade_all
from grader.grade import Setting
from grader.intake import find, read

NAMES = sorted(path.name for path in STORIES.iterdir() if path.is_dir())
ENDLESS = "endless_loop"
SOME = ["overwritten_gradient", "lecture_notebook", "syntax_error", "good_half"]


@pytest.fixture(autouse=True)
def no_shrinking(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a random program is made smaller to has no part in a score."""
    if request.node.name != "test_the_same_bytes_each_time":
        monkeypatch.setattr("grader.session.make_smaller", lambda *_: {})


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with grading.bench(carrier=best_carrier()) as made:
        yield made


@pytest.fixture(scope="module")
def hasty() -> Iterator[Bench]:
    """What never ends is soon over, and there is time for all of it."""
    with grading.bench(carrier=best_carrier(), check_seconds=2, total_seconds=60) as made:
        yield made


@pytest.mark.parametrize("name", NAMES)
def test_story(name: str, request: pytest.FixtureRequest) -> None:
    bench: Bench = request.getfixturevalue("hasty" if name == ENDLESS else "bench")
    story = read_toml(STORIES / name / "story.toml")
    card = bench.path(STORIES / name)
    told: dict[str, float] = story.get("parts", {})
    full = {part.id: part.max_score for part in card.parts if not part.bonus}
    got = {id: score for id, score in points(card).items() if id in full}
    assert {id: score for id, score in got.items() if score != full[id]} == told
    assert card.score == story["score"] == sum((full | told).values())
    assert set(story.get("failed", [])) <= lost(card)
    assert {outcomes(card)[id] for id in story.get("keeps", [])} <= {"passed"}
    for note in story.get("notes", []):
        assert any(note in line for line in card.notes), note
    for message in story.get("messages", []):
        assert any(message in check.message for check in card.checks), message


def test_stories_are_told() -> None:
    for name in NAMES:
        story = read_toml(STORIES / name / "story.toml")
        assert story["title"] and story["tells"].endswith("."), name
        assert set(story) <= {"title", "tells", "score", "bonus", "parts", "failed", "keeps",
                              "notes", "messages"}


def test_stubs_are_the_exercise(bench: Bench) -> None:
    given = {path.name: path.read_bytes()
             for path in (bench.course.home / "exercises").glob("*.py")}
    assert {path.name: path.read_bytes() for path in (STORIES / "stubs").glob("*.py")} == given, (
        "type: cp exercises/*.py tests/project/submissions/stubs/")


def test_stories_are_found(bench: Bench) -> None:
    """As `make demo` finds them, and without what is only told about them."""
    modules = bench.course.sheet.modules
    assert [name for name, _ in find([STORIES], modules)] == NAMES
    for name in NAMES:
        submission = read(STORIES / name, modules)
        assert submission.kind == ("notebook" if name == "lecture_notebook" else "folder")
        assert not any("story" in file for file in submission.files)
        assert not any("story" in note for note in submission.notes)


def test_the_model_solution_has_full_marks(bench: Bench) -> None:
    card = bench.modules(bench.reference)
    assert (card.score, card.max_score) == (100.0, 100.0)


@pytest.mark.verify
def test_full_marks_with_the_bonus() -> None:
    pytest.importorskip("torch")
    story = read_toml(STORIES / "perfect" / "story.toml")
    with grading.bench(carrier=best_carrier(), bonus=True, warm=False) as bench:
        card = bench.path(STORIES / "perfect", ["bonus"])
        assert card.bonus == story["bonus"] == 10.0
        assert bench.modules(bench.reference, ["bonus"]).bonus == 10.0


@pytest.mark.verify
@pytest.mark.parametrize("name", [
    "honest_first_week", pytest.param("overwritten_gradient", marks=pytest.mark.verify)])
def test_three_ways_to_hand_in_one_solution(bench: Bench, tmp_path: Path, name: str) -> None:
    modules = [module for module in bench.course.sheet.modules
               if (STORIES / name / f"{module}.py").exists()]
    with zipfile.ZipFile(tmp_path / "week.zip", "w") as archive:
        for path in sorted((STORIES / name).iterdir()):
            archive.write(path, f"week/{path.name}")
    cells = [(STORIES / name / f"{module}.py").read_text() for module in modules]
    (tmp_path / "week.ipynb").write_text(json.dumps({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
                   "id": f"cell-{number}", "source": cell} for number, cell in enumerate(cells)]}))
    cards = [bench.path(path) for path in
             (STORIES / name, tmp_path / "week.zip", tmp_path / "week.ipynb")]
    assert [card.kind for card in cards] == ["folder", "folder", "notebook"]
    assert len({card.score for card in cards}) == 1
    assert outcomes(cards[0]) == outcomes(cards[1]) == outcomes(cards[2])
    assert cards[0].checks == cards[1].checks


@pytest.mark.verify
def test_the_same_bytes_each_time(bench: Bench, tmp_path: Path) -> None:
    """Whatever the order, the number of processes, and what was graded before."""
    stories = [(name, STORIES / name) for name in SOME]
    one = _files(bench.setting, stories, tmp_path / "one", 1)
    two = _files(bench.setting, stories[::-1], tmp_path / "two", 2)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    assert len(one) == 3 * len(stories)


def _files(setting: Setting, stories: list[tuple[str, Path]], out: Path, processes: int
           ) -> dict[str, bytes]:
    jobs = [Job(name, path, out / name) for name, path in stories]
    done: list[Any] = list(grade_all(jobs, setting, processes))
    assert [one.fault for one in done if one.fault] == []
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.glob("*/*")
             if path.name != "run.json"}
    shutil.rmtree(out)
    return files
