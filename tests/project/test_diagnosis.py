"""Which mistake it is: named in anybody's code, and nothing said where there is none.

Mistakes that the catalogue does not have are in `test_outsiders.py`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import grading
import pytest
from finding import Case, Seen, main_parts, of_stories, of_the_reference, see, sources_of
from grading import HERE, STORIES, Bench, read_toml
from transplants import RIGHT
from verdicts import unshrunk

from grader.course import load_course
from grader.misconceptions import DoesNotFit, apply

SEED = 20261125


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with unshrunk(), grading.bench() as made:
        yield made


def sample(names: Sequence[str], many: int) -> list[str]:
    return random.Random(SEED).sample(list(names), min(many, len(names)))


COURSE = load_course()
ALONE = {case.name: case for case in of_the_reference(COURSE)}
MOVED = {case.name: case for case in of_stories()}
EXCEPTIONS: dict[str, str] = read_toml(HERE / "diagnosis.toml")["not_certain"]


def assert_named(case: Case, bench: Bench) -> None:
    seen = see(case, bench)
    if case.name in EXCEPTIONS:
        assert not seen.first, f"{case.name} is certain by now; take it out of diagnosis.toml"
        assert not any(how == "certain" for id, how in seen.named.items() if id not in case.ids)
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
@pytest.mark.parametrize("name", sample(sorted({*ALONE, *MOVED}), 60))
def test_a_sample_of_mistakes_is_named(name: str, bench: Bench) -> None:
    assert_named((ALONE | MOVED)[name], bench)


def test_all_but_one_in_twenty_are_certain() -> None:
    assert set(EXCEPTIONS) <= {*ALONE, *MOVED}
    assert all(EXCEPTIONS.values())  # each with its reason
    assert 20 * len(EXCEPTIONS) <= len(ALONE) + len(MOVED)


# --- right submissions ---------------------------------------------------------------------------


def right(path: Path, bench: Bench) -> None:
    card = bench.path(path)
    assert card.diagnoses == ()
    assert all(check.carried == 0 and not check.unjudged for check in card.checks)


@pytest.mark.parametrize("name", sample(sorted(path.name for path in RIGHT.iterdir()
                                               if path.is_dir()), 3))
def test_right_submissions_are_told_nothing(name: str, bench: Bench) -> None:
    right(RIGHT / name, bench)


@pytest.mark.verify
@pytest.mark.parametrize("name", sorted(path.name for path in RIGHT.iterdir() if path.is_dir()))
def test_every_right_submission_is_told_nothing(name: str, bench: Bench) -> None:
    right(RIGHT / name, bench)


@pytest.mark.parametrize("name", ["stubs", "perfect"])
def test_what_is_not_written_is_no_mistake(name: str, bench: Bench) -> None:
    assert bench.path(STORIES / name).diagnoses == ()


# --- pairs -------------------------------------------------------------------------------------


def pairs(many: int) -> list[Case]:
    """Pairs drawn from the catalogue that go together, of mistakes that students may well combine:
    from two parts, or from two operations of one."""
    rng = random.Random(SEED)
    sources = sources_of(COURSE)
    catalogue = [each for each in main_parts(COURSE) if each.part not in ("1.1", "1.2")]
    found: dict[str, Case] = {}
    while len(found) < many:
        first, second = sorted(rng.sample(catalogue, 2), key=catalogue.index)
        try:
            files = apply(apply(sources, first.patches), second.patches)
        except DoesNotFit:
            continue
        found[f"{first.id}+{second.id}"] = Case(
            f"{first.id}+{second.id}", (first.id, second.id), files)
    return list(found.values())


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_most_pairs_are_both_named(bench: Bench) -> None:
    seen = [see(case, bench) for case in pairs(60)]
    visible = [one for one in seen if _both_show(one)]
    named = [one for one in visible if one.all_named]
    assert len(named) >= 0.85 * len(visible), [
        (one.case.name, dict(one.named)) for one in visible if not one.all_named]


def _both_show(seen: Seen) -> bool:
    """Whether each of two mistakes loses a check of its own part: one may hide the other."""
    parts = {each.id: each.part for each in main_parts(COURSE)}
    lost = grading.lost(seen.card)
    return all(any(id.startswith(f"{parts[each]}:") for id in lost) for each in seen.case.ids)
