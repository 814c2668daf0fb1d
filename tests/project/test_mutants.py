"""The suites notice every small change of the model solution that the contract does not free."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Iterator

import grading
import pytest
from mutants import SURVIVORS, Jury, Mutant, judged, mutants, sources

from grader.course import load_course

COURSE = load_course()
SOURCES = sources(COURSE)
MAIN = [name for name in SOURCES if name not in COURSE.sheet.bonus_modules]
SEED, SAMPLE = 20261125, 100

ENTRIES = grading.read_toml(SURVIVORS)["survivor"]
FREED = {(each["module"], each["where"], each["before"].strip("\n"), each["after"].strip("\n"))
         for each in ENTRIES}


@pytest.fixture(scope="module")
def all_mutants() -> list[Mutant]:
    return mutants(SOURCES)


@pytest.fixture(scope="module")
def jury() -> Iterator[Jury]:
    with Jury(COURSE) as made:
        yield made


def test_every_survivor_is_still_a_mutant(all_mutants: list[Mutant]) -> None:
    assert FREED - {mutant.key for mutant in all_mutants} == set()
    assert len(FREED) == len(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda each: f"{each['module']}-{each['where']}")
def test_every_survivor_has_its_reason(entry: dict[str, str]) -> None:
    """A sentence of the contract that frees it, or why nothing can tell it from the original."""
    assert ("contract" in entry) != ("same" in entry)
    if "contract" in entry:
        assert entry["contract"] in grading.CONTRACT.read_text(encoding="utf-8")
    else:
        assert len(entry["same"]) > 20


@pytest.mark.verify
def test_a_mutant_is_one_small_change(all_mutants: list[Mutant]) -> None:
    assert len({mutant.key for mutant in all_mutants}) > 0.95 * len(all_mutants) > 400
    for mutant in all_mutants:
        assert mutant.source != SOURCES[mutant.module]
        compile(mutant.source, "mutant", "exec")


@pytest.mark.verify
def test_a_few_are_killed_and_a_freed_one_is_not(
    all_mutants: list[Mutant], jury: Jury
) -> None:
    killable = [each for each in all_mutants if each.module == "engine" and each.key not in FREED]
    for mutant in random.Random(SEED).sample(killable, 3):
        assert jury.lost(mutant), mutant
    freed = next(each for each in all_mutants if each.key in FREED and each.module == "engine")
    assert jury.lost(freed) == {}


def assert_killed(them: list[Mutant], jury: Jury) -> None:
    for bonus in {each.module in COURSE.sheet.bonus_modules for each in them}:
        jury.bench(bonus)
    alive = {mutant.key for mutant, lost in judged(them, jury, 2) if not lost}
    assert alive == {mutant.key for mutant in them} & FREED


@pytest.mark.verify
@pytest.mark.timeout(900)
def test_a_sample_is_killed(all_mutants: list[Mutant], jury: Jury) -> None:
    main = [each for each in all_mutants if each.module in MAIN]
    assert_killed(random.Random(SEED).sample(main, SAMPLE), jury)


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="the bonus needs PyTorch")
def test_all_are_killed(all_mutants: list[Mutant], jury: Jury) -> None:
    assert_killed(all_mutants, jury)
