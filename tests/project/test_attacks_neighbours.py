"""Beside hostile submissions, honest ones get the very bytes that they get alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from attacking import build, no_worker_survives, read_attacks, world
from grading import Bench, bench
from handed_in import folder, notebook

from grader.batch import Job, grade_all
from grader.records import Scorecard

HONEST = 20
# Those that reach for the machine and for others, and some that tamper with all they find.
HOSTILE = """daemons hogs fork-bomb memory-of-a-family memory-shared inodes-used-up everybody-killed
    worker-killed worker-owned descriptors-used-up threads-without-end disk-filled kills-outside
    channel-by-files replies-on-every-descriptor a-flood-of-replies deep-in-c hidden-text-by-dying
    replies-that-swell-in-memory prints-without-end""".split()  # noqa: SIM905  a list to be read


def honest(place: Path, bench: Bench) -> dict[str, Path]:
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
    for number in range(HONEST):
        kind = kinds[number % len(kinds)]
        name = f"honest{number:02}"
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
    attacks = {attack.id: attack for attack in read_attacks()}
    assert len(HOSTILE) == HONEST
    with world() as outside, bench(carrier="bubblewrap", import_seconds=2, check_seconds=2,
                                   total_seconds=8, memory_mb=256) as made:
        (tmp_path / "honest").mkdir()
        mine = honest(tmp_path / "honest", made)
        theirs = {}
        for id in HOSTILE:
            (tmp_path / id).mkdir()
            theirs[id] = build(attacks[id], made, outside, tmp_path / id)[0]
        alone = dict(grade(mine, tmp_path / "alone", made, 1))
        mixed = [item for pair in zip(mine.items(), theirs.items(), strict=True) for item in pair]
        with no_worker_survives():
            together = dict(grade(dict(mixed), tmp_path / "together", made, 2))
        outside.untouched()
    assert len(together) == 2 * HONEST and None not in [card.score for card in together.values()]
    # They are honest in different ways, and not all lost to the clock.
    scores = {alone[name].score for name in mine}
    assert 100.0 in scores and len(scores) >= 5
    for name in mine:
        for file in ("result.json", "report.html", "instructor.html"):
            first, second = (tmp_path / run / name / file for run in ("alone", "together"))
            assert first.read_bytes() == second.read_bytes(), f"{name}/{file}"


def grade(paths: dict[str, Path], out: Path, bench: Bench, processes: int
          ) -> list[tuple[str, Scorecard]]:
    jobs = [Job(name, path, out / name) for name, path in paths.items()]
    found = [(done.job.name, done.card) for done in grade_all(jobs, bench.setting, processes)]
    assert not [name for name, card in found if card.score is None]
    return found
