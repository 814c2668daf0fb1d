"""The course: what is read of it, what is given, and what its digest hangs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from grader.errors import OperatorError

SHEET = """\
title = "A small sheet"
modules = ["one", "two"]

[limits]
import_seconds = 1
check_seconds = 1
total_seconds = 5
memory_mb = 64

[limits.bonus]
seconds = 1
memory_mb = 64

[[given]]
module = "pictures"

[[given]]
module = "one"
names = ["START", "step"]

[[part]]
id = "1"
title = "One"
module = "one"
points = 2
names = ["a", "b"]

[[part]]
id = "2"
title = "Two"
module = "two"
points = 1
names = ["b", "c"]
"""
STUB = '''\
"""A stub."""

import math

START = [1, 2]


def step(x):
    """Given."""
    return x + 1


def a():
    raise NotImplementedError("1: write a")
'''


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in {
        "exercises/sheet.toml": SHEET, "exercises/one.py": STUB,
        "exercises/pictures.py": "def draw():\n    return 1\n",
        "reference/one.py": "a = 1\n", "reference/two.py": "b = 2\n",
        "tests/graded/public/test_one.py": "", "tests/graded/hidden/test_one.py": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_course_is_read_whole(home):
    course = load_course(home)
    assert course.names == ("a", "b", "c")
    assert course.reference is not None
    assert course.reference.files == {"one.py": b"a = 1\n", "two.py": b"b = 2\n"}
    assert course.recording is None
    assert [suite.name for suite in course.suites] == ["public", "hidden"]


def test_hidden_suites_are_left_out_where_they_are_not_wanted(home):
    assert [suite.name for suite in load_course(home, hidden=False).suites] == ["public"]


def test_what_the_sheet_gives_is_cut_out_of_the_stub(home):
    given = load_course(home).given
    assert given["pictures"] == "def draw():\n    return 1\n"
    assert given["one"] == ('START = [1, 2]\ndef step(x):\n    """Given."""\n    return x + 1\n')


def test_what_is_given_must_be_in_the_stub(home):
    (home / "exercises/one.py").write_text("START = 1\n", encoding="utf-8")
    with pytest.raises(OperatorError, match="does not define step"):
        load_course(home)


@pytest.mark.parametrize("missing", ["exercises/sheet.toml", "exercises/pictures.py",
                                     "tests/graded/hidden", "tests/graded/public", "reference"])
def test_what_is_missing_is_named(home, missing):
    path = home / missing
    path.rename(home / "elsewhere")
    with pytest.raises(OperatorError) as error:
        load_course(home)
    assert str(path) in str(error.value)
    assert "\n  next: " in str(error.value)


def test_a_kit_has_a_recording_in_the_references_place(home):
    (home / "reference").rename(home / "elsewhere")
    recording = home / "tests/graded/recording.json"
    recording.write_text("[]\n", encoding="utf-8")
    course = load_course(home, hidden=False)
    assert (course.reference, course.recording) == (None, recording)


@pytest.mark.parametrize("changed", ["exercises/sheet.toml", "exercises/one.py", "reference/two.py",
                                     "tests/graded/hidden/test_one.py"])
def test_the_digest_hangs_on_all_that_decides_a_mark(home, changed):
    before = load_course(home).digest
    with open(home / changed, "a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert load_course(home).digest != before


def test_the_digest_hangs_on_nothing_else(home, tmp_path):
    before = load_course(home).digest
    (home / "reference/__pycache__").mkdir()
    (home / "reference/__pycache__/one.cpython-311.pyc").write_bytes(b"\0")
    (home / "exercises/README.md").write_text("Read me.\n", encoding="utf-8")
    assert load_course(home).digest == before


def test_a_file_that_moves_changes_the_digest(home):
    before = load_course(home).digest
    (home / "tests/graded/hidden/test_one.py").rename(home / "tests/graded/hidden/test_two.py")
    assert load_course(home).digest != before
