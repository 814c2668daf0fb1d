"""Error carried forward: one mistake costs once, and a second one is not paid for by the first.

`later.toml` has right and wrong versions of later modules, in another style than the reference.
Each is put beside an engine with a known mistake. Which checks a right version must be given there
stands in `reference/known.json`, worked out before any of these versions is looked at.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

import grading
import pytest
from grading import HERE, Bench, read_toml

from grader.course import load_course
from grader.explain import known_file
from grader.fitting import LUCK
from grader.known import ANY, AS_RIGHT, read_marks, read_raw
from grader.misconceptions import Misconception, apply, read_misconceptions
from grader.records import CheckResult, Scorecard

COURSE = load_course()
KNOWN = read_raw(known_file(COURSE))["misconceptions"]
EARLY = {each.id: each for each in read_misconceptions(COURSE)
         if each.part.partition(".")[0] in ("2", "3", "4", "5")}
LATER = ("manual", "nn", "training")
SEED = 20261125


@dataclass(frozen=True)
class Version:
    """One later module, right or with a mistake that breaks some checks on a right engine."""

    module: str
    name: str
    source: str
    breaks: frozenset[str]

    @property
    def right(self) -> bool:
        return not self.breaks


VERSIONS = [Version(each["module"], each["name"], each["source"], frozenset(each.get("breaks", ())))
            for each in read_toml(HERE / "later.toml")["version"]]
RIGHT = {each.module: each.source for each in VERSIONS if each.right}
WRONG = [each for each in VERSIONS if not each.right]
CASES = [(id, version) for id, each in EARLY.items() for version in WRONG
         if version.module not in {patch.module for patch in each.patches}]


def own(version: Version) -> frozenset[str]:
    """What a version breaks of its own part."""
    parts = {part.id for part in COURSE.sheet.parts if part.module == version.module}
    return frozenset(check for check in version.breaks if check.partition(":")[0] in parts)


def alike(id: str, other: str) -> bool:
    """Whether one mistake may be taken for another by the checks that run the engine alone."""
    one, two = KNOWN[id]["answers"], KNOWN[other]["answers"]
    return KNOWN[other]["modules"] == KNOWN[id]["modules"] and all(
        _meet(one.get(check, ""), two.get(check, "")) for check in {*one, *two}
        if check.partition(":")[0] in ("2", "4.1", "4.2", "5.1", "5.2"))


def _meet(one: str, two: str) -> bool:
    """As `fitting.consistent` has it, which lets pass one among many."""
    most = max(one.count(","), two.count(","))
    pairs = list(zip(*(read_marks(text or "," * most) for text in (one, two)), strict=True))
    other = sum(not (ANY in mine | theirs or mine & theirs) for mine, theirs in pairs)
    return other * LUCK <= sum(mine | theirs != AS_RIGHT for mine, theirs in pairs) - other


# Nothing is carried that does not stand in known.json (`carry.py`), so the others cannot be given:
# neither by their mistake nor by one that it may be taken for.
CARRIED = {id: frozenset().union(*(KNOWN[other]["carried"] for other in EARLY if alike(id, other)))
           for id in EARLY}
OPEN = [(id, version) for id, version in CASES if own(version) & CARRIED[id]]


def on_top(bench: Bench, mistake: Misconception | None, later: Mapping[str, str]) -> Scorecard:
    """The reference with a mistake, and these later modules beside it."""
    patched = apply(bench.reference, mistake.patches) if mistake else bench.reference
    touched = {patch.module for patch in mistake.patches} if mistake else set()
    return bench.modules(patched | {name: text for name, text in later.items()
                                    if name not in touched})


def checks(card: Scorecard) -> dict[str, CheckResult]:
    return {check.id: check for check in card.checks}


def sample(several: list, many: int) -> list:
    return random.Random(SEED).sample(several, many)


# --- on a right engine ---------------------------------------------------------------------------


def test_there_are_enough_versions():
    for module in LATER:
        assert module in RIGHT
        assert sum(each.module == module for each in WRONG) >= 5


@pytest.mark.verify
def test_the_right_versions_have_full_marks(bench):
    assert grading.lost(on_top(bench, None, RIGHT)) == set()


@pytest.mark.verify
@pytest.mark.parametrize("version", sample(WRONG, 8), ids=lambda each: each.name)
def test_a_sample_of_wrong_ones_breaks_what_it_says(version, bench):
    assert_it_breaks_what_it_says(version, bench)


@pytest.mark.prove
@pytest.mark.parametrize("version", WRONG, ids=lambda each: each.name)
def test_all_wrong_ones_break_what_they_say(version, bench):
    assert_it_breaks_what_it_says(version, bench)


def assert_it_breaks_what_it_says(version: Version, bench: Bench) -> None:
    card = on_top(bench, None, RIGHT | {version.module: version.source})
    assert grading.lost(card) == version.breaks
    assert all(check.carried == 0 for check in card.checks if check.id in own(version))


# --- on top of a mistake -------------------------------------------------------------------------


def assert_right_code_has_its_points(id: str, bench: Bench) -> None:
    card = on_top(bench, EARLY[id], RIGHT)
    if not any(each.id == id and each.confidence == "certain" for each in card.diagnoses):
        assert all(check.carried == 0 for check in card.checks)
        return
    # Where anything may come ("*"), by the order of a set, right code may come out as nobody tried.
    must = {check for check in KNOWN[id]["carried"]
            if not check.startswith("5") and "*" not in KNOWN[id]["answers"].get(check, "")}
    for check in must:
        found = checks(card)[check]
        raised = any("Error" in row.yours for row in found.rows)  # which no check can judge
        assert found.points + found.carried == found.max_points or raised, check
    for part in card.parts:
        mine = [check for check in card.checks if check.part == part.id]
        assert part.score == pytest.approx(sum(check.points + check.carried for check in mine))
        assert part.carried_forward == pytest.approx(sum(check.carried for check in mine))
        if part.id == EARLY[id].part:
            assert part.carried_forward == 0


def assert_wrong_code_has_not(id: str, version: Version, bench: Bench) -> None:
    """Of its own part: what it breaks further on may be carried, once it is known itself."""
    card = on_top(bench, EARLY[id], RIGHT | {version.module: version.source})
    assert not {check.id for check in card.checks if check.id in own(version) and check.carried}


@pytest.mark.parametrize("id", ["tanh-slope-without-square", "product-sets-grads", "no-seed"])
def test_right_later_code_has_the_points_that_can_be_judged(id, bench):
    assert_right_code_has_its_points(id, bench)


@pytest.mark.verify
@pytest.mark.parametrize("id", sample(sorted(EARLY), 12))
def test_a_sample_of_right_code_has_the_points_that_can_be_judged(id, bench):
    assert_right_code_has_its_points(id, bench)


@pytest.mark.prove
@pytest.mark.parametrize("id", sorted(EARLY))
def test_all_right_later_code_has_the_points_that_can_be_judged(id, bench):
    assert_right_code_has_its_points(id, bench)


@pytest.mark.verify
@pytest.mark.parametrize("case", dict.fromkeys([*sample(CASES, 8), *sample(OPEN, 16)]),
                         ids=lambda case: f"{case[0]}-{case[1].name}")
def test_a_sample_of_wrong_later_code_has_not(case, bench):
    assert_wrong_code_has_not(*case, bench)


@pytest.mark.prove
@pytest.mark.parametrize("case", OPEN, ids=lambda case: f"{case[0]}-{case[1].name}")
def test_no_wrong_later_code_has(case, bench):
    assert_wrong_code_has_not(*case, bench)


def test_a_wrong_tanh_costs_no_right_training_loop(bench):
    """The promise in the open: full marks for the loop with one mistake, and not with two."""
    mistake = EARLY["tanh-slope-without-square"]
    card = on_top(bench, mistake, RIGHT)
    part = {part.id: part for part in card.parts}
    assert part["7"].score == part["7"].max_score and part["7"].carried_forward > 0
    assert part["5.1"].score < part["5.1"].max_score
    ascent = apply(bench.reference, [
        patch for each in read_misconceptions(COURSE) if each.id == "ascent-for-descent"
        for patch in each.patches])["training"]
    wrong = {part.id: part for part in on_top(bench, mistake, RIGHT | {"training": ascent}).parts}
    assert wrong["7"].score < part["7"].score


def test_the_sheet_can_turn_it_off(bench):
    sheet = replace(bench.course.sheet, carry_forward=False)
    strict = Bench(replace(bench.setting, course=replace(bench.course, sheet=sheet)),
                   bench.references)
    card = on_top(strict, EARLY["tanh-slope-without-square"], RIGHT)
    assert card.diagnoses and all(check.carried == 0 for check in card.checks)
