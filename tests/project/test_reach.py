"""Finding out which checks run a line of the model solution."""

from __future__ import annotations

import sys

import pytest
from reach import Reach, changed_lines, imported

from grader.misconceptions import Patch
from grader.records import Probe
from grader.suite import Check

LOW = '''\
"""A module."""

import math

TABLE = {
    "one": 1,
}


def size(number):
    """Return its size."""
    # Below 0 it is turned round.
    if number < 0:
        number = -number
    return number


def twice(number):
    def again():
        return 2 * number
    return again()
'''
HIGH = '''\
from low import TABLE, size


def entry(name):
    return size(TABLE[name])
'''
ASKED = {
    "positive": ("from low import size", "size(1)"),
    "negative": ("from low import size", "size(-1)"),
    "table": ("from low import TABLE", 'TABLE["one"]'),
    "through": ("import high", 'high.entry("one")'),
    "twice": ("from low import twice", "twice(1)"),
    "raises": ("import low", "low.size(None)"),
    "neither": ("pass", "1"),
}


def check(id: str, code: str, *observe: str) -> Check:
    return Check(id, "1", "", 1, "default", (Probe(code, observe),), False, False, "")


@pytest.fixture(scope="module")
def reach() -> Reach:
    checks = [check(id, *asked) for id, asked in ASKED.items()]
    return Reach({"low": LOW, "high": HIGH}, checks, {"far": [check("far", "import far")]})


def patch(before: str, after: str, module: str = "low") -> Patch:
    assert (LOW + HIGH).count(before) == 1
    return Patch("any", module, before, after)


NEEDS_LOW = {"positive", "negative", "table", "through", "twice", "raises"}


@pytest.mark.parametrize(("before", "after", "reached"), [
    ("        number = -number\n", "        pass\n", {"negative"}),
    ("    if number < 0:\n", "    if number:\n", {"positive", "negative", "through", "raises"}),
    ("    return number\n", "    return 3\n", {"positive", "negative", "through"}),
    # the head of a function: whoever calls it, even where it raises at once
    ("def size(number):\n", "def size(other):\n", {"positive", "negative", "through", "raises"}),
    ('    """Return its size."""\n', "", {"positive", "negative", "through", "raises"}),
    # put in between two lines: the neighbours count
    ("        number = -number\n    return number\n",
     "        number = -number\n    number += 1\n    return number\n",
     {"positive", "negative", "through"}),
    ("        return 2 * number\n", "        return 3 * number\n", {"twice"}),
    # run at import: whoever uses the name
    ('    "one": 1,\n', '    "one": 2,\n', {"table", "through"}),
    # run at import, and nobody knows for whom
    ("import math\n", "", NEEDS_LOW),
    # a comment never runs
    ("    # Below 0 it is turned round.\n", "", set()),
])
def test_a_line_reaches_the_checks_that_run_it(reach, before, after, reached):
    assert reach.of([patch(before, after)]) == reached


def test_modules_reach_whoever_imports_them_and_another_workers_only_its_own(reach):
    assert reach.needing(["low"]) == NEEDS_LOW
    assert reach.needing(["high"]) == {"through"}
    assert reach.needing(iter(["high", "far"])) == {"through", "far"}
    assert reach.of([Patch("any", "far", "anything\n", "")]) == {"far"}
    assert reach.of([patch("    return size(TABLE[name])\n", "", "high")]) == {"through"}


def test_only_what_differs_counts():
    before = "    if number < 0:\n        number = -number\n    return number\n"
    assert changed_lines(patch(before, before.replace("< 0", "<= 0")), LOW) == {13}


def test_nothing_is_left_behind(reach):
    trace = sys.gettrace()
    with imported({"low": "x = 1"}):
        assert __import__("low").x == 1
    assert "low" not in sys.modules and sys.gettrace() is trace
