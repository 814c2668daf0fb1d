"""Every misconception stands in submissions of other styles too, and costs there what it costs us.

The transplants are what diagnosis is held to in code that is no patched copy of the model
solution. Here they are held to the checks: a patched story fails those that the patched model
solution fails, and where it does not, its `why` says for what reason.
"""

from __future__ import annotations

import random
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest
from transplants import Transplant, modules, read_transplants, story_files
from verdicts import Panel

from grader.course import load_course
from grader.misconceptions import apply, read_misconceptions

CATALOGUE = read_misconceptions(load_course())
TRANSPLANTS = read_transplants()
BY_ID = {each.id: each for each in CATALOGUE}
# Of the bonus no misconception is transplanted: no story has one in another style than ours.
FEWEST = 3  # stories for each misconception
QUICK, SAMPLE = 6, 24  # `make test`, `make verify`
SEED = 20261125


def named(transplants: Sequence[Transplant]) -> list[object]:
    return [pytest.param(each, id=each.name) for each in transplants]


def some(count: int, seed: int = SEED) -> list[object]:
    return named(random.Random(seed).sample(TRANSPLANTS, count))


# --- the files ------------------------------------------------------------------------------


def test_every_misconception_is_in_stories_enough():
    stories = defaultdict(list)
    for each in TRANSPLANTS:
        stories[each.misconception].append(each.story)
    assert set(stories) <= set(BY_ID)
    for misconception in CATALOGUE:
        if misconception.part != "bonus":
            assert len(stories[misconception.id]) >= FEWEST, misconception.id
    assert all(len(set(names)) == len(names) for names in stories.values())


def test_the_stories_are_many():
    assert len({each.story for each in TRANSPLANTS}) >= 24


def test_a_why_is_a_sentence():
    assert all(each.why[:1].isupper() and each.why.endswith(".")
               for each in TRANSPLANTS if each.why)


def test_each_changes_its_story_and_can_be_compiled():
    for each in TRANSPLANTS:
        files, right = each.files(), story_files(each.story)
        changed = {path for path in files if files[path] != right[path]}
        assert changed == {patch["file"] for patch in each.patches}, each.name
        for path in changed:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                compile(files[path], f"{each.name}/{path}", "exec")


def test_lines_that_are_not_there_once_are_an_error():
    patch = {"file": "warmup.py", "before": "def f(x):\n", "after": ""}
    for before, times in (("def g(x):\n", "0"), ("def ", "4")):
        with pytest.raises(ValueError, match=f"{times} times in warmup.py"):
            Transplant("any", "arabi", ({**patch, "before": before},)).files()


# --- what they cost -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def panel(bench) -> Panel:
    return Panel(bench)


def missed(panel: Panel, files: Mapping[str, bytes | str], parts: Sequence[str]) -> set[str]:
    """The checks of these parts that do not pass."""
    ids = [check.id for check in panel.checks if check.part in parts]
    return {id for id, result in panel.ask(files, ids).items() if result.outcome != "passed"}


def loses_points(each: Transplant, panel: Panel) -> None:
    assert missed(panel, modules(each.files()), [BY_ID[each.misconception].part])


@pytest.mark.parametrize("transplant", some(QUICK))
def test_it_loses_points_in_its_part(transplant, panel):
    loses_points(transplant, panel)


@pytest.mark.verify
@pytest.mark.parametrize("transplant", some(SAMPLE, SEED + 1))
def test_they_lose_points_in_their_part(transplant, panel):
    loses_points(transplant, panel)


@pytest.mark.prove
@pytest.mark.parametrize("id", list(dict.fromkeys(each.misconception for each in TRANSPLANTS)))
def test_they_fail_what_the_patched_reference_fails(id, bench, panel):
    parts = [part.id for part in bench.course.sheet.parts if part.id != "Q"]
    ours = {**bench.reference, **apply(bench.reference, BY_ID[id].patches)}
    expected = missed(panel, ours, parts)
    for each in TRANSPLANTS:
        if each.misconception == id:
            failed = missed(panel, modules(each.files()), parts)
            assert own(id, failed) == own(id, expected) != set(), each.name
            if not each.why:
                assert failed == expected, each.name


def own(id: str, checks: set[str]) -> set[str]:
    """The checks of these that are of a misconception's own part."""
    return {check for check in checks if check.startswith(f"{BY_ID[id].part}:")}
