"""Which later checks tell right code from wrong: what is tried, and that it is what it says."""

from __future__ import annotations

import ast
import random
from types import SimpleNamespace

import grading
import pytest
from grading import Bench

from grader.apart import Apart, Asker
from grader.course import load_course
from grader.grade import References, Setting, reference_results
from grader.misconceptions import Patch, apply, read_misconceptions
from grader.slips import slips

COURSE = load_course()
FILE = grading.read_toml(COURSE.home / "reference" / "variations.toml")
WRITINGS, VARIATIONS = FILE["writing"], FILE["variation"]
MISTAKES = {each.id: each for each in read_misconceptions(COURSE)}
SEED = 20261126

SOURCE = '''
def total(items):
    """The sum of what is positive."""
    found = 0
    for item in items:
        if item > 0:
            found += item
    return found
'''


def patched(bench: Bench, entry: dict[str, str]) -> dict[str, str]:
    patch = Patch(entry["id"], entry["module"], entry["before"].removeprefix("\n"),
                  entry["after"].removeprefix("\n"))
    return apply(bench.reference, [patch])


def own(entry: dict[str, str]) -> set[str]:
    return {part.id for part in COURSE.sheet.parts if part.module == entry["module"]}


# --- slips ---------------------------------------------------------------------------------------


def test_a_slip_is_one_small_change():
    found = slips(SOURCE)
    assert len(found) == len(set(found)) > 15
    right = ast.unparse(ast.parse(SOURCE)).splitlines()
    for text in found:
        compile(text, "slip", "exec")
        assert text.splitlines() != right


@pytest.mark.parametrize("line", [
    "found -= item", "if True:", "if False:", "found = 1", "found = -1", "if item > 1:", "pass",
    "for item in list(items)[1:]:", "for item in list(items)[:1]:"])
def test_each_kind_of_slip_is_there(line):
    assert any(line in map(str.strip, text.splitlines()) for text in slips(SOURCE))


def test_what_is_written_down_is_no_line_to_leave_out():
    assert all('"""The sum' in text for text in slips(SOURCE))


# --- variations ----------------------------------------------------------------------------------


def test_no_two_have_the_same_name():
    assert len({each["id"] for each in WRITINGS}) == len(WRITINGS)
    assert len({each["id"] for each in VARIATIONS}) == len(VARIATIONS)


@pytest.mark.verify
@pytest.mark.parametrize("entry", WRITINGS, ids=lambda each: each["id"])
def test_a_writing_is_right(entry, bench):
    assert grading.lost(bench.modules(patched(bench, entry))) == set()


@pytest.mark.verify
@pytest.mark.parametrize("entry", random.Random(SEED).sample(VARIATIONS, 6),
                         ids=lambda each: each["id"])
def test_a_sample_of_variations_is_wrong(entry, bench):
    assert_it_is_wrong(entry, bench)


@pytest.mark.prove
@pytest.mark.parametrize("entry", VARIATIONS, ids=lambda each: each["id"])
def test_all_variations_are_wrong(entry, bench):
    assert_it_is_wrong(entry, bench)


def assert_it_is_wrong(entry: dict[str, str], bench: Bench) -> None:
    try:
        modules = patched(bench, entry)
    except Exception:  # of a manner of its own: the loss by a product
        assert entry["id"] == "half-the-squares-by-product"
        return
    lost = grading.lost(bench.modules(modules))
    assert {id.partition(":")[0] for id in lost} & own(entry)


# --- on top of a mistake -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def looking():
    references = References(Setting(COURSE, "plain"))
    found, rules = reference_results(Setting(COURSE, "plain"), references)
    checks = {check.id: check for check in found if check.id in rules}
    asker = Asker(COURSE, checks, rules, references)
    try:
        yield SimpleNamespace(apart=Apart(COURSE, checks), asker=asker)
    finally:
        asker.close()
        references.close()


@pytest.mark.verify
@pytest.mark.parametrize(("id", "check", "told"), [
    ("tanh-slope-without-square", "7:first_bias_gradient", True),
    # Whether a loop is right does not show where nothing moves.
    ("no-seed", "7:update", False),
    # Right code that squares one error gets half of what right code gets that squares by `**`: as
    # much as a loop gets that makes half a step.
    ("product-sets-grads", "7:update", False),
    # The kept order is that of another graph in each manner of writing the loss.
    ("order-kept-from-the-first-call", "7:losses", False),
])
def test_a_check_is_told_apart_or_not(id, check, told, looking):
    assert bool(looking.apart.told(MISTAKES[id], [check], looking.asker)) == told


@pytest.mark.verify
def test_checks_of_the_mistakes_own_module_are_not_looked_at(looking):
    found = looking.apart.told(MISTAKES["no-seed"], ["4.2:seed", "5.1:functions"], looking.asker)
    assert found == {}
