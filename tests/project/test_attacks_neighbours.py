"""Beside hostile submissions, honest ones get the very bytes that they get alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from attacking import Attack, build, no_worker_survives, read_attacks, world
from grading import Bench, bench
from handed_in import folder, notebook

from grader.batch import Job, grade_all
from grader.records import Scorecard

ATTACKS = {attack.id: attack for attack in read_attacks() if not attack.bonus}
# Those that reach for the machine and for others, and some that tamper with all they find.
WORST = """daemons hogs fork-bomb memory-of-a-family memory-shared inodes-used-up everybody-killed
    worker-killed worker-owned descriptors-used-up channel-by-files replies-on-every-descriptor
    a-flood-of-replies hidden-text-by-dying prints-without-end""".split()  # noqa: SIM905  a list
SAMPLE, ALL, SEED = 20, 100, 20261125


def sample(many: int) -> list[Attack]:
    """The worst, and by a seed some of the others."""
    others = sorted(set(ATTACKS) - set(WORST))
    chosen = WORST + random.Random(SEED).sample(others, many - len(WORST))
    return [ATTACKS[id] for id in chosen]


def honest(place: Path, bench: Bench, many: int) -> dict[str, Path]:
    """Right ones, wrong ones and unfinished ones, as folders and as notebooks."""
    right = bench.reference
    stubs = {path.stem: path.read_text("utf-8")
             for path in sorted((bench.course.home / "exercises").glob("*.py"))}
    kinds = [
        right, stubs,
        right | {"engine": right["engine"].replace("+= ", "= ")},
        right | {"engine": right["engine"].replace("self.grad = 1.0", "pass")},
        right | {"engine": right["engine"].replace("reversed(order)", "order")},
        right | {"nn": "raise ValueError('not yet')"},
        right | {"training": stubs["training"]},
        {"engine": right["engine"], "warmup": right["warmup"]},
    ]
    made = {}
    for number in range(many):
        kind = kinds[number % len(kinds)]
        name = f"honest{number:03}"
        if number % 5 == 4:
            (place / f"{name}.ipynb").write_bytes(notebook(*(
                source.replace("from engine import", "from __main__ import")
                for source in kind.values())))
            made[name] = place / f"{name}.ipynb"
        else:
            made[name] = folder(place / name, {f"{module}.py": source.encode()
                                               for module, source in kind.items()})
    return made


@pytest.mark.verify
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("bubblewrap")
def test_honest_submissions_get_the_same_beside_hostile_ones(tmp_path: Path) -> None:
    are_the_same(sample(SAMPLE), tmp_path)


@pytest.mark.prove
@pytest.mark.timeout(5400)
@pytest.mark.usefixtures("bubblewrap")
def test_of_200_submissions_100_are_hostile_and_the_others_get_the_same(tmp_path: Path) -> None:
    are_the_same(sample(ALL), tmp_path)


def are_the_same(attacks: Sequence[Attack], place: Path) -> None:
    """Grade as many honest ones alone, then in turn with these, and compare every byte."""
    with world() as outside, bench(carrier="bubblewrap", import_seconds=2, check_seconds=2,
                                   total_seconds=8, memory_mb=256) as made:
        (place / "honest").mkdir()
        mine = honest(place / "honest", made, len(attacks))
        theirs = {}
        for attack in attacks:
            (place / attack.id).mkdir()
            theirs[attack.id] = build(attack, made, outside, place / attack.id)[0]
        alone = dict(grade(mine, place / "alone", made, 1))
        mixed = [item for pair in zip(mine.items(), theirs.items(), strict=True) for item in pair]
        with no_worker_survives():
            together = dict(grade(dict(mixed), place / "together", made, 2))
        outside.untouched()
    assert len(together) == 2 * len(attacks)
    # They are honest in different ways, and not all lost to the clock.
    scores = {alone[name].score for name in mine}
    assert 100.0 in scores and len(scores) >= 5
    for name in mine:
        for file in ("result.json", "report.html", "instructor.html"):
            first, second = (place / run / name / file for run in ("alone", "together"))
            assert first.read_bytes() == second.read_bytes(), f"{name}/{file}"


def grade(paths: dict[str, Path], out: Path, bench: Bench, processes: int
          ) -> list[tuple[str, Scorecard]]:
    jobs = [Job(name, path, out / name) for name, path in paths.items()]
    found = [(done.job.name, done.card) for done in grade_all(jobs, bench.setting, processes)]
    assert not [name for name, card in found if card.score is None]
    return found
