"""Which mistake it is: named in anybody's code, and nothing said where there is none.

Mistakes that the catalogue does not have are in `test_outsiders.py`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import grading
import pytest
from finding import SEED, Case, both_show, of_pairs, of_stories, of_the_reference, see
from grading import HERE, STORIES, Bench, read_toml
from transplants import RIGHT
from verdicts import unshrunk

from grader.course import load_course
from grader.manners import Manner, read_more_manners, styled


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with unshrunk(), grading.bench() as made:
        yield made


def sample(names: Sequence[str], many: int) -> list[str]:
    return random.Random(SEED).sample(list(names), min(many, len(names)))


COURSE = load_course()
ALONE = {case.name: case for case in of_the_reference(COURSE)}
MOVED = {case.name: case for case in of_stories()}
LISTED = read_toml(HERE / "diagnosis.toml")
EXCEPTIONS: dict[str, str] = LISTED["not_certain"]
LUCK: dict[str, str] = LISTED["by_luck"]  # certain or not, as the order of a set has it


def assert_named(case: Case, bench: Bench) -> None:
    seen = see(case, bench)
    if case.name in EXCEPTIONS:
        assert not seen.first, f"{case.name} is certain by now; take it out of diagnosis.toml"
        assert not any(how == "certain" for id, how in seen.named.items() if id not in case.ids)
    elif case.name in LUCK:
        assert set(seen.named) == set(case.ids)
    else:
        assert seen.first, seen.named
        assert set(seen.named) == set(case.ids)


@pytest.mark.parametrize("name", sample(sorted(set(ALONE) - set(EXCEPTIONS)), 2))
def test_a_mistake_in_the_reference_is_named(name: str, bench: Bench) -> None:
    assert_named(ALONE[name], bench)


@pytest.mark.parametrize("name", sample(sorted(set(MOVED) - set(EXCEPTIONS)), 2))
def test_a_mistake_in_other_styles_is_named(name: str, bench: Bench) -> None:
    assert_named(MOVED[name], bench)


@pytest.mark.prove
@pytest.mark.parametrize("name", [*ALONE, *MOVED])
def test_every_mistake_is_named(name: str, bench: Bench) -> None:
    assert_named((ALONE | MOVED)[name], bench)


@pytest.mark.verify
@pytest.mark.parametrize("name", sample(sorted({*ALONE, *MOVED}), 24))
def test_a_sample_of_mistakes_is_named(name: str, bench: Bench) -> None:
    assert_named((ALONE | MOVED)[name], bench)


def test_all_but_one_in_twenty_are_certain() -> None:
    assert {*EXCEPTIONS, *LUCK} <= {*ALONE, *MOVED}
    assert all((EXCEPTIONS | LUCK).values())  # each with its reason
    assert 20 * len(EXCEPTIONS | LUCK) <= len(ALONE) + len(MOVED)


# --- manners -------------------------------------------------------------------------------------


@pytest.mark.verify
@pytest.mark.parametrize("manner", read_more_manners(COURSE))
def test_more_manners_are_right_and_fit(manner: Manner, bench: Bench) -> None:
    fitting, modules = styled(bench.reference, manner.styles)
    assert len(fitting) == len(manner.styles)
    assert grading.lost(bench.modules(modules)) == set()


# --- right submissions ---------------------------------------------------------------------------


def right(path: Path, bench: Bench) -> None:
    card = bench.path(path)
    assert card.diagnoses == ()
    assert all(check.carried == 0 and not check.unjudged for check in card.checks)


@pytest.mark.parametrize("name", sample(sorted(path.name for path in RIGHT.iterdir()
                                               if path.is_dir()), 2))
def test_right_submissions_are_told_nothing(name: str, bench: Bench) -> None:
    right(RIGHT / name, bench)


@pytest.mark.prove
@pytest.mark.parametrize("name", sorted(path.name for path in RIGHT.iterdir() if path.is_dir()))
def test_every_right_submission_is_told_nothing(name: str, bench: Bench) -> None:
    right(RIGHT / name, bench)


@pytest.mark.parametrize("name", ["stubs", "perfect"])
def test_what_is_not_written_is_no_mistake(name: str, bench: Bench) -> None:
    assert bench.path(STORIES / name).diagnoses == ()


# --- pairs -------------------------------------------------------------------------------------


PAIRS = of_pairs(COURSE)


def assert_most_are_both_named(cases: Sequence[Case], bench: Bench) -> None:
    seen = [see(case, bench) for case in cases]
    assert not any(how == "certain" and id not in one.case.ids
                   for one in seen for id, how in one.named.items())
    visible = [one for one in seen if both_show(one, bench)]
    named = [one for one in visible if one.all_named]
    assert len(named) >= 0.8 * len(visible), [
        (one.case.name, dict(one.named)) for one in visible if not one.all_named]


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_most_pairs_are_both_named(bench: Bench) -> None:
    assert_most_are_both_named(PAIRS, bench)
