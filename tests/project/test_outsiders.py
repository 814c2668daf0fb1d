"""Mistakes that are near misses of the catalogue's: diagnosis says nothing certain of them.

Most were written without a look at how it decides. That there is something to be told apart is
shown as well: each answers otherwise than all that the catalogue has.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence

import grading
import pytest
from finding import Case, see
from grading import Bench
from transplants import Outsider, modules, read_outsiders, story_files
from verdicts import Panel

from grader.course import load_course
from grader.misconceptions import apply, read_misconceptions

CATALOGUE = {each.id: each for each in read_misconceptions(load_course())}
OUTSIDERS = read_outsiders()
MIDDLE = ("2", "3", "4.1", "4.2", "5.1")  # where most mistakes are made
SAMPLE = 10  # `make verify`
SEED = 20261125
# To how many digits answers are compared, so that a story in its style says what ours says.
DIGITS = 6


def named(outsiders: Sequence[Outsider]) -> list[object]:
    return [pytest.param(each, id=each.id) for each in outsiders]


@pytest.fixture(scope="module")
def panel(bench) -> Panel:
    return Panel(bench)


def test_they_are_many_of_many_parts_and_stories():
    assert len({each.id for each in OUTSIDERS}) == len({each.title for each in OUTSIDERS})
    assert len({each.id for each in OUTSIDERS}) == len(OUTSIDERS) == 41
    assert {each.id for each in OUTSIDERS} & set(CATALOGUE) == set()
    parts = Counter(CATALOGUE[each.near].part for each in OUTSIDERS)
    assert set(parts) == {"1.1", "1.2", *MIDDLE, "6", "7"}
    assert sum(parts[part] for part in MIDDLE) >= 16
    assert len({each.story for each in OUTSIDERS}) >= 12


def test_each_changes_its_story_and_can_be_compiled():
    for each in OUTSIDERS:
        files, right = each.files(), story_files(each.story)
        changed = {path for path in files if files[path] != right[path]}
        assert changed == {patch["file"] for patch in each.patches}, each.id
        for path in changed:
            compile(files[path], f"{each.id}/{path}", "exec")
        assert each.unlike.startswith("There ") and each.unlike.endswith("."), each.id


def nothing_is_certain(outsider: Outsider, bench: Bench) -> None:
    seen = see(Case(outsider.id, (), outsider.files()), bench)
    assert grading.lost(seen.card), "it should lose something"
    assert "certain" not in seen.named.values(), seen.named


@pytest.mark.verify
@pytest.mark.parametrize("outsider", named(random.Random(SEED).sample(OUTSIDERS, SAMPLE)))
def test_nothing_is_certain_of_a_mistake_that_nobody_has_catalogued(outsider, bench):
    nothing_is_certain(outsider, bench)


@pytest.mark.prove
@pytest.mark.parametrize("outsider", named(OUTSIDERS))
def test_nothing_is_certain_of_any_of_them(outsider, bench):
    nothing_is_certain(outsider, bench)


def said(panel: Panel, files: dict[str, bytes | str]) -> list[str]:
    """All answers, probe by probe, with numbers to so many digits that style makes no odds."""
    number = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
    return [number.sub(lambda found: f"{float(found[0]):.{DIGITS}g}", line)
            for line in panel.answers(files).splitlines()]


@pytest.mark.prove
@pytest.mark.timeout(1500)  # the whole catalogue answers all probes
def test_none_behaves_like_one_of_the_catalogue(bench, panel):
    """Compared are the probes that the right story answers as the model solution does."""
    known = {id: said(panel, {**bench.reference, **apply(bench.reference, each.patches)})
             for id, each in CATALOGUE.items()
             if not bench.course.sheet.part(each.part).bonus}
    ours = said(panel, bench.reference)
    for each in OUTSIDERS:
        right, theirs = (said(panel, modules(files))
                         for files in (story_files(each.story), each.files()))
        assert len(right) == len(theirs) == len(ours)
        comparable = [place for place, line in enumerate(right) if line == ours[place]]
        assert len(comparable) > 0.5 * len(ours), each.id
        for id, answers in known.items():
            assert any(theirs[place] != answers[place] for place in comparable), (each.id, id)
