"""Which checks a change can reach: never fewer than those that it does."""

from __future__ import annotations

import pytest

from grader.affected import affected
from grader.records import Probe, Submission
from grader.suite import Check


def asks(name: str, code: str, *observe: str) -> Check:
    return Check(name, "1", name, 1.0, "default", (Probe(code, observe),), False, False, "")


CHECKS = [asks("warmup", "from warmup import f", "f(1)"), asks("engine", "import engine"),
          asks("nn", "from nn import MLP"), asks("late", "", "__import__('training')")]
FILES = {"warmup.py": b"def f(): ...", "engine.py": b"from lib.ops import add",
         "nn.py": b"from engine import Value", "training.py": b"import importlib\n"
         b"nn = importlib.import_module('nn')", "lib/__init__.py": b"", "lib/ops.py": b"add = 1"}
ALL = {"warmup", "engine", "nn", "late"}


def handed_in(**changed: bytes | None) -> Submission:
    files: dict[str, bytes] = dict(FILES)
    for name, source in changed.items():
        path = name.replace("__", "/") + ".py"
        files.pop(path, None)
        if source is not None:
            files[path] = source
    return Submission("ada", "", "folder", files)


@pytest.mark.parametrize(("changed", "reached"), [
    ({}, set()), ({"warmup": b"x"}, {"warmup"}), ({"engine": b"x"}, {"engine", "nn", "late"}),
    ({"nn": b"x"}, {"nn", "late"}), ({"training": b"x"}, {"late"}),
    ({"lib__ops": b"x"}, {"engine", "nn", "late"}), ({"engine": None}, {"engine", "nn", "late"}),
    ({"new": b""}, set()),
])  # fmt: skip
def test_a_change_reaches_what_leads_to_it(changed, reached):
    assert affected(CHECKS, handed_in(), handed_in(**changed)) == reached


def test_a_file_that_comes_reaches_who_has_been_waiting_for_it():
    before, now = handed_in(engine=None), handed_in()
    assert affected(CHECKS, before, now) == {"engine", "nn", "late"}


def test_the_old_ways_to_a_file_count_as_well():
    """A module that no longer leads to another has changed itself."""
    before, now = handed_in(), handed_in(nn=b"Value = 1", engine=b"x")
    assert affected(CHECKS, before, now) == {"engine", "nn", "late"}


def test_a_notebook_is_one_piece():
    before = Submission("ada", "", "notebook", {}, ("x = 1",))
    now = Submission("ada", "", "notebook", {}, ("x = 2",))
    assert affected(CHECKS, before, now) == ALL
