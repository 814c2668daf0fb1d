"""Right submissions, each in a style of its own: every one has full marks, and has them always.

A story stands in `right/<name>/`, as a student would hand it in: right by the contract, using its
freedoms, written from scratch. `story.toml` says in its `title` what is its own about it. Some
leave the questions aside, which costs these and nothing else.
"""

from __future__ import annotations

import math
import random
import shutil
import tokenize
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import grading
import pytest
from grading import Bench, best_carrier, outcomes, read_toml

from grader import compare
from grader.course import load_course
from grader.intake import read
from grader.observe import Answerer, Group, Replies, WorkerAnswerer
from grader.records import Observation, Probe, Scorecard
from tests.graded import draw_programs
from tests.graded.programs import Program, to_probe

STORIES = grading.HERE / "right"
NAMES = sorted(path.name for path in STORIES.iterdir() if path.is_dir())
SHEET = load_course().sheet
MODULES = SHEET.modules

# How near to the tolerance a right engine may come, where 1 is the tolerance itself.
HEADROOM = 0.1
SAMPLE, ALL = 52, 1000  # random programs: `make verify`, `make prove`
SEED = 20261122


def sources(name: str) -> dict[str, str]:
    """The modules of a story, as text: module -> source; none of a notebook."""
    found = {}
    for module in MODULES:
        path = STORIES / name / f"{module}.py"
        if path.exists():
            with tokenize.open(path) as file:  # by its own coding
                found[module] = file.read()
    return found


def is_notebook(name: str) -> bool:
    return not sources(name)


def fits_one_namespace(name: str) -> bool:
    """Whether a story's modules can be the cells of a notebook: they are all that it has, and no
    name means two things (where names are of one letter, many do)."""
    files = list((STORIES / name).rglob("*.py"))
    return 0 < len(files) == len(sources(name)) and name != "golf"


def unanswered(name: str) -> set[str]:
    """The parts that a story leaves aside."""
    return set() if is_notebook(name) or "answers" in sources(name) else {"Q"}


def has_bonus(name: str) -> bool:
    return any("def train_torch" in path.read_text(encoding="utf-8", errors="replace")
               for path in (STORIES / name).iterdir() if path.suffix in (".py", ".ipynb"))


def not_passed(card: Scorecard, but: set[str]) -> dict[str, str]:
    """What each check says that did not pass, without those of the parts that are left aside."""
    return {check.id: f"{check.outcome}: {check.message}" for check in card.checks
            if check.outcome not in ("passed", "not_graded") and check.part not in but}


def is_right(card: Scorecard, but: set[str]) -> bool:
    assert not_passed(card, but) == {}
    lost = sum(part.max_score for part in card.parts if part.id in but)
    return card.score == card.max_score - lost == 100 - lost


# --- the stories ----------------------------------------------------------------------------


def test_every_story_says_what_is_its_own() -> None:
    assert len(NAMES) >= 24
    told = [read_toml(STORIES / name / "story.toml") for name in NAMES]
    assert all(set(story) == {"title"} for story in told)
    assert len({story["title"] for story in told}) == len(NAMES)


def test_what_an_editor_or_git_could_mend_is_still_there() -> None:
    for path in (STORIES / "tabs_crlf_bom").glob("*.py"):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\r\n") == data.count(b"\n") > 5
    for path in (STORIES / "latin1").glob("*.py"):
        assert b"coding: latin-1" in path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        (STORIES / "latin1" / "engine.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_zip_of_it_is_the_same(name: str, tmp_path: Path) -> None:
    folder = STORIES / name
    with zipfile.ZipFile(tmp_path / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.rglob("*"):
            archive.write(path, Path("handed in", path.relative_to(folder)))
    packed, plain = read(tmp_path / f"{name}.zip", MODULES), read(folder, MODULES)
    assert (packed.digest, packed.refused) == (plain.digest, "")


@pytest.mark.parametrize("name", NAMES)
def test_full_marks(name: str, bench: Bench) -> None:
    assert is_right(bench.path(STORIES / name), unanswered(name))


def test_some_leave_the_questions_aside_and_some_do_the_bonus() -> None:
    assert sum(unanswered(name) == {"Q"} for name in NAMES) >= 3
    assert sum(map(has_bonus, NAMES)) >= 3


# --- always ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with grading.bench(carrier=best_carrier()) as made:
        yield made


def unsteady(seed: int) -> Callable[[list[str]], list[str]]:
    """In the place of `steady`: nothing is pinned, and strings hash by another seed."""
    def command(steady: list[str]) -> list[str]:
        if "PYTHONHASHSEED" not in steady:  # a bare process, which has it from its environment
            return ["env", f"PYTHONHASHSEED={seed}", *steady]
        at = steady.index("PYTHONHASHSEED") + 1
        return [*steady[:at], str(seed), *steady[at + 1:]]

    return command


@pytest.mark.prove
def test_unsteady_workers_differ(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "engine.py").write_text("here = object()\n", encoding="utf-8")
    probe = Probe("from engine import here", ("hash('word')", "id(here)"))

    def seen(seed: int) -> list[tuple[object, ...]]:
        monkeypatch.setattr("grader.command.steady", unsteady(seed))
        replies = [reply for _ in range(3) for reply in asked(bench, tmp_path, [probe])]
        return [reply.answers for reply in replies if isinstance(reply, Observation)]

    one, other = seen(1), seen(2)
    assert len({hashed for hashed, _ in one}) == len({hashed for hashed, _ in other}) == 1
    assert one[0][0] != other[0][0]
    random_layout = Path("/proc/sys/kernel/randomize_va_space")
    if random_layout.exists() and random_layout.read_text() != "0\n":
        assert len({address for _, address in one + other}) > 1


@pytest.mark.prove
@pytest.mark.parametrize("name", NAMES)
def test_the_same_verdict_ten_times(
    name: str, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts = []
    for round in range(10):
        if round:  # the first as an operator has it
            monkeypatch.setattr("grader.command.steady", unsteady(round))
        there = shutil.copytree(STORIES / name, tmp_path / f"{round} {'x' * 7 * round}")
        card = bench.path(there)
        assert is_right(card, unanswered(name))
        verdicts.append(outcomes(card))
    assert all(verdict == verdicts[0] for verdict in verdicts)


@pytest.mark.prove
@pytest.mark.parametrize("name", NAMES)
def test_no_right_number_is_near_the_tolerance(
    name: str, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearest, numbers = 0.0, compare._numbers

    def measured(yours: float, expected: float, rel: float) -> bool:
        nonlocal nearest
        if math.isfinite(expected):
            nearest = max(nearest, off_by(yours, expected, rel))
        return numbers(yours, expected, rel)

    monkeypatch.setattr(compare, "_numbers", measured)
    assert is_right(bench.path(STORIES / name), unanswered(name))
    print(f"{name}: {nearest:.1e} of the tolerance")
    assert 0 < nearest < HEADROOM


def off_by(yours: float, expected: float, rel: float = compare.TOLERANCE) -> float:
    """How far a number is from the expected one, where 1 is as far as it may be."""
    return abs(yours - expected) / (rel * max(1.0, abs(expected)))


@pytest.mark.prove
@pytest.mark.parametrize("name", [name for name in NAMES if fits_one_namespace(name)])
def test_full_marks_as_a_notebook_too(name: str, bench: Bench) -> None:
    cells = [source for module, source in sources(name).items() if module != "torch_bonus"]
    assert is_right(bench.cells(*cells), unanswered(name))


@pytest.mark.prove
@pytest.mark.parametrize("name", [name for name in NAMES if has_bonus(name)])
def test_full_marks_in_the_bonus(name: str, pytorch: str) -> None:
    with grading.bench(carrier=best_carrier(), bonus=True, warm=False) as bench:
        card = bench.path(STORIES / name, ["bonus"])
    assert not_passed(card, set()) == {}
    assert card.bonus == 10


# --- other programs -------------------------------------------------------------------------


def asked(bench: Bench, path: Path, probes: Sequence[Probe]) -> Replies:
    """What the submission at a path replies, from a worker of its own."""
    course = bench.course
    worker = WorkerAnswerer(
        read(path, MODULES), names=course.names, given=course.given, limits=SHEET.limits,
        modules=[module for module in MODULES if module not in SHEET.bonus_modules],
        carrier=bench.setting.carrier)
    try:
        return together(worker, probes)
    finally:
        worker.close()


def together(answerer: Answerer, probes: Sequence[Probe]) -> Replies:
    """The replies to many probes, a hundred to a process."""
    groups = [Group(tuple(probes[at : at + 100]), 30) for at in range(0, len(probes), 100)]
    return [reply for replies in answerer.answer(groups) for reply in replies]


Answered = list[tuple[Probe, Observation]]


def drawn(count: int) -> Answered:
    """So many programs, as many of each set, that a course with another seed may have, and what
    the model solution says to them."""
    first, *others = draw_programs.right_engines()
    each = count // len(draw_programs.SETS)

    def fits(program: Program, fewest: int) -> bool:
        right = draw_programs.run(program, first)
        return (len(program.steps) >= fewest and draw_programs.shows_mistakes(program, right)
                and all(draw_programs.agree(draw_programs.run(program, other), right)
                        for other in others))

    chosen: list[Program] = []
    for name, recipe in draw_programs.SETS.items():
        with pytest.MonkeyPatch.context() as patch:  # about every other candidate fits
            patch.setitem(draw_programs.SETS, name, replace(recipe, count=each // 6 + 1))
            candidates = draw_programs.candidates(SEED, name)
        fit = [program for program in candidates if fits(program, recipe.fewest)]
        chosen += random.Random(SEED).sample(fit, each)
    probes = list(map(to_probe, chosen))
    with grading.bench(warm=False) as bench:
        replies = together(bench.references.answerers[False], probes)
    known = [reply for reply in replies if isinstance(reply, Observation)]
    return list(zip(probes, known, strict=True))


@pytest.fixture(scope="module")
def sample() -> Answered:
    return drawn(SAMPLE)


@pytest.fixture(scope="module")
def every() -> Answered:
    return drawn(ALL)


def furthest(name: str, bench: Bench, programs: Answered) -> float:
    """How far a story is off on these programs at the most; all of its answers are numbers."""
    worst = 0.0
    replies = asked(bench, STORIES / name, [probe for probe, _ in programs])
    for (probe, right), mine in zip(programs, replies, strict=True):
        assert isinstance(mine, Observation), f"{probe.code}\n{mine}"
        for yours, theirs in zip(mine.answers, right.answers, strict=True):
            assert compare.agrees(yours, theirs), f"{probe.code}\n{yours}\n{theirs}"
            assert isinstance(yours, list) and isinstance(theirs, list)
            worst = max([worst, *map(off_by, yours, theirs)])
    print(f"{name}: {worst:.1e} of the tolerance")
    return worst


@pytest.mark.prove
@pytest.mark.parametrize("name", NAMES)
def test_a_sample_of_other_programs(name: str, bench: Bench, sample: Answered) -> None:
    assert furthest(name, bench, sample) < HEADROOM


@pytest.mark.prove
@pytest.mark.parametrize("name", NAMES)
def test_a_thousand_other_programs(name: str, bench: Bench, every: Answered) -> None:
    assert furthest(name, bench, every) < HEADROOM
