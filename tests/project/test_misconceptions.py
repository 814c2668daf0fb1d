"""The catalogue of misconceptions: its form, and that the suites know each one.

Every misconception is handed in as a submission. It has to lose points in its own part, and may
lose others only in checks that run one of the lines that it changes; which those are, `reach.py`
finds out by tracing the model solution.
"""

from __future__ import annotations

import importlib.util
import itertools
import json
import random
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

import grading
import pytest
from checkout import ROOT, run
from grading import Bench
from reach import Reach, imported
from verdicts import Panel, unshrunk

from grader.course import load_course
from grader.errors import OperatorError
from grader.grade import Setting, collect
from grader.misconceptions import DoesNotFit, Misconception, Patch, apply, read_misconceptions
from grader.records import CheckResult
from grader.suite import Check

COURSE = load_course()
CATALOGUE = read_misconceptions(COURSE)
BONUS = [part.id for part in COURSE.sheet.parts if part.bonus]
SOURCES = {module: COURSE.reference.files[f"{module}.py"].decode()
           for module in COURSE.sheet.modules}
MAIN = {module: SOURCES[module] for module in SOURCES if module not in COURSE.sheet.bonus_modules}

VERDICTS = Path(__file__).with_name("verdicts.py")

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="the bonus is graded with PyTorch alone")


def named(catalogue: Sequence[Misconception]) -> list[object]:
    """The entries as parameters, each under its id."""
    return [pytest.param(each, id=each.id, marks=[needs_torch] if each.part in BONUS else [])
            for each in catalogue]


each_misconception = pytest.mark.parametrize("misconception", named(CATALOGUE))
each_of_the_main_parts = pytest.mark.parametrize(
    "misconception", named([each for each in CATALOGUE if each.part not in BONUS]))


# --- the file -------------------------------------------------------------------------------

MOST = {"title": 90, "belief": 160, "experiment": 480}
PASTE = "    "
# Words that make a reader feel small, or tell a verdict where a question is asked.
UNKIND = re.compile(r"\b(wrong|obvious\w*|simply|of course|silly|careless\w*|trivial\w*|"
                    r"mistake\w*|forgot\w*|failed|never do)\b", re.IGNORECASE)


def pasted(misconception: Misconception) -> list[str]:
    """The lines of an experiment that are to be pasted."""
    return [line.removeprefix(PASTE) for line in misconception.experiment.splitlines()
            if line.startswith(PASTE)]


def test_there_are_enough_of_them():
    parts = {part.id for part in COURSE.sheet.parts}
    assert len(CATALOGUE) >= 60
    assert {each.part for each in CATALOGUE} == parts - {"Q"}


def test_ids_and_titles_are_unique():
    for names in ([each.id for each in CATALOGUE], [each.title for each in CATALOGUE]):
        assert {name for name in names if names.count(name) > 1} == set()


@each_misconception
def test_form(misconception):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", misconception.id)
    part = COURSE.sheet.part(misconception.part)
    assert part.module in {patch.module for patch in misconception.patches}
    for name, most in MOST.items():
        text = getattr(misconception, name)
        assert 10 <= len(text) <= most, f"{name}: {len(text)} characters"
        assert not UNKIND.search(text) and "—" not in text and "\t" not in text, name
    assert "\n" not in misconception.title + misconception.belief
    assert misconception.title[-1] != "." == misconception.belief[-1]
    assert len(re.findall(r"[.?!](?= |$)", misconception.belief)) <= 2

    question, lines, look = misconception.experiment.strip("\n").split("\n\n")
    assert question[-1] == "?" and "\n" not in question
    assert 1 <= len(lines.splitlines()) == len(pasted(misconception)) <= 3
    assert look[-1] in ".?"
    assert all(len(line) <= 104 for line in misconception.experiment.splitlines())


@each_misconception
def test_no_text_has_the_solution(misconception):
    texts = [misconception.title, misconception.belief, misconception.experiment]
    for patch in misconception.patches:
        kept = {line.strip() for line in patch.after.splitlines()}
        for line in map(str.strip, patch.before.splitlines()):
            if line and line not in kept:
                assert not any(line in text for text in texts), line


@pytest.fixture(scope="session")
def checks() -> list[Check]:
    return collect(Setting(COURSE, "plain"))


def test_no_experiment_has_a_hidden_input(checks):
    def asked(hidden: bool) -> set[str]:
        return {line.strip() for check in checks if check.hidden == hidden
                for probe in check.probes for line in [*probe.code.splitlines(), *probe.observe]}

    secret = {line for line in asked(True) - asked(False)
              if set(re.findall(r"(?<![\w.])\d[\w.]*", line)) - {"0", "0.0", "1", "1.0"}}
    for each in CATALOGUE:
        told = {part.strip() for line in pasted(each) for part in line.split(";")}
        assert told & secret == set(), each.id


# --- patches --------------------------------------------------------------------------------


@each_misconception
def test_it_fits_the_reference(misconception):
    patched = apply(SOURCES, misconception.patches)
    assert {name for name in SOURCES if patched[name] != SOURCES[name]} == {
        patch.module for patch in misconception.patches}
    for patch in misconception.patches:
        assert patch.before.endswith("\n") and SOURCES[patch.module].count(patch.before) == 1
        assert patch.after.endswith("\n") or not patch.after
        compile(patched[patch.module], f"{patch.module}.py", "exec")


def lines_of(misconception: Misconception) -> set[tuple[str, int]]:
    """The lines of the reference that a misconception's patches take the place of."""
    found: set[tuple[str, int]] = set()
    for patch in misconception.patches:
        start = SOURCES[patch.module].index(patch.before)
        first = SOURCES[patch.module][:start].count("\n")
        found.update((patch.module, first + n) for n in range(patch.before.count("\n")))
    return found


def test_two_fit_together_where_they_touch_different_lines():
    lines = {each.id: lines_of(each) for each in CATALOGUE}
    alone = {each.id: apply(SOURCES, each.patches) for each in CATALOGUE}
    together = 0
    for one, other in itertools.combinations(CATALOGUE, 2):
        near = one.patches[0].module == other.patches[0].module
        if near and lines[one.id].isdisjoint(lines[other.id]):
            both = apply(alone[one.id], other.patches)
            assert both == apply(alone[other.id], one.patches), (one.id, other.id)
            together += 1
    assert together > len(CATALOGUE)


def test_what_does_not_fit_says_which_and_where():
    patch = Patch("no-seed", "engine", "    self.grad = 1.0\n", "")
    for engine in ("pass\n", "    self.grad = 1.0\n    self.grad = 1.0\n", "  self.grad = 1.0\n"):
        with pytest.raises(DoesNotFit, match=r"no-seed .*engine\.py.* are there (0|2) times"):
            apply({"engine": engine}, [patch])
    with pytest.raises(DoesNotFit, match=r"no-seed .*engine\.py, which is not there"):
        apply({"nn": "pass\n"}, [patch])


def test_text_and_bytes_are_patched_alike():
    patch = Patch("any", "engine", "b\n", "é\n")
    assert apply({"engine": "a\nb\nbb\n", "nn": ""}, [patch]) == {"engine": "a\né\nbb\n", "nn": ""}
    assert apply({"engine.py": b"b\n"}, [patch]) == {"engine.py": "é\n".encode()}
    assert apply({"engine.py": b"b\n"}, []) == {"engine.py": b"b\n"}


@pytest.mark.parametrize("text", [
    "[[misconception]", 'misconception = 3', "", '[[misconception]]\nid = "a"\npatch = []',
    '[[misconception]]\nid = "a"\npart = "2"\ntitle = ""\nbelief = ""\nexperiment = ""\nmore = 1\n'
    "patch = []"])
def test_a_catalogue_that_cannot_be_read_says_so(tmp_path, text):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "misconceptions.toml").write_text(text, encoding="utf-8")
    with pytest.raises(OperatorError, match=r"misconceptions\.toml[^\n]*\n  next: "):
        read_misconceptions(replace(COURSE, home=tmp_path))


def test_a_course_need_not_have_a_catalogue(tmp_path):
    assert read_misconceptions(replace(COURSE, home=tmp_path)) == ()


def test_a_kit_has_none(tmp_path):
    assert read_misconceptions(replace(COURSE, home=tmp_path, reference=None)) == ()


# --- experiments ----------------------------------------------------------------------------


def tried(sources: Mapping[str, str], lines: Sequence[str]) -> str:
    """What a Python prompt says to these lines, in a folder of these modules."""
    said = StringIO()

    def show(value: object) -> None:
        if value is not None:
            print(repr(value))

    with (imported(sources), redirect_stdout(said), pytest.MonkeyPatch.context() as patch,
          warnings.catch_warnings()):
        patch.setattr(sys, "displayhook", show)
        warnings.simplefilter("ignore")  # PyTorch has some
        random.seed(0)
        space: dict[str, object] = {}
        for line in lines:
            try:
                exec(compile(line + "\n", "<prompt>", "single"), space)
            except Exception as error:
                print(type(error).__name__, error)
    return rounded(said.getvalue())


def rounded(text: str) -> str:
    """The text with its numbers to nine digits: the last ones hang on the order of a set."""
    return re.sub(r"\d+\.\d+(e[+-]?\d+)?", lambda number: f"{float(number[0]):.9g}", text)


@each_misconception
def test_an_experiment_shows_it(misconception):
    lines = pasted(misconception)
    right, wrong = (tried(sources, lines)
                    for sources in (SOURCES, apply(SOURCES, misconception.patches)))
    assert right == tried(SOURCES, lines)
    assert wrong != right
    # What is meant to show a mistake in the sums should not fail on the way to it.
    assert "Error" not in right or "Error" in misconception.experiment + wrong


# --- what is lost ---------------------------------------------------------------------------


@pytest.fixture(scope="session")
def reach(checks) -> Reach:
    main = [check for check in checks if check.part not in BONUS]
    bonus = [check for check in checks if check.part in BONUS]
    return Reach(MAIN, main, dict.fromkeys(COURSE.sheet.bonus_modules, bonus))


@pytest.fixture(scope="module")
def torch_bench(pytorch) -> Iterator[Bench]:
    with unshrunk(), grading.bench(bonus=True) as made:
        yield made


@pytest.fixture(scope="module")
def panel(bench) -> Panel:
    return Panel(bench)


def own(misconception: Misconception, ids: Iterable[str]) -> set[str]:
    """The checks of these that are of a misconception's own part."""
    return {id for id in ids if id.partition(":")[0] == misconception.part}


def is_quick(check: Check) -> bool:
    """Not a training of fifty steps, and no set of random programs."""
    return not check.alone and len(check.probes) <= 20


def one_in_three() -> list[object]:
    """The main parts' entries, two of three under `make verify`."""
    main = [each for each in CATALOGUE if each.part not in BONUS]
    quick = random.Random(3).sample(main, len(main) // 3)
    return [pytest.param(each, id=each.id, marks=[] if each in quick else [pytest.mark.verify])
            for each in main]


@pytest.mark.parametrize("misconception", one_in_three())
def test_it_costs_its_own_part_and_nothing_that_it_does_not_reach(misconception, panel, reach):
    modules = apply(SOURCES, misconception.patches)
    reached = reach.of(misconception.patches)
    spared = reach.needing(patch.module for patch in misconception.patches) - reached
    mine = own(misconception, (check.id for check in panel.checks))
    # Nothing is claimed of what is reached elsewhere, and what needs none of its modules cannot
    # notice; `make verify` and `make prove` ask all the same.
    quick = {check.id for check in panel.checks if is_quick(check)}
    ended = panel.ask(modules, (mine | spared) & quick)
    if not own(misconception, lost(ended)):
        ended |= panel.ask(modules, mine - quick)
    assert own(misconception, lost(ended))
    assert {id: ended[id].message for id in lost(ended) - reached} == {}


def lost(ended: Mapping[str, CheckResult]) -> set[str]:
    """The checks that did not pass."""
    return {id for id, result in ended.items() if result.outcome != "passed"}


def grade_the_whole(misconception: Misconception, request: pytest.FixtureRequest) -> None:
    bench = request.getfixturevalue("torch_bench" if misconception.part in BONUS else "bench")
    missed = grading.lost(bench.modules(apply(bench.reference, misconception.patches)))
    assert own(misconception, missed)
    assert missed - request.getfixturevalue("reach").of(misconception.patches) == set()


@pytest.mark.prove
@pytest.mark.parametrize("misconception", named(random.Random(14).sample(CATALOGUE, 24)))
def test_the_whole_of_a_submission(misconception, request):
    grade_the_whole(misconception, request)


@pytest.mark.prove
@each_misconception
def test_the_whole_of_every_submission(misconception, request):
    grade_the_whole(misconception, request)


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_no_two_behave_alike(panel):
    """What a diagnosis goes by: all answers, each through its check's own projection."""
    seen: dict[str, list[str]] = {}
    for each in CATALOGUE:
        if each.part not in BONUS:
            told = rounded(panel.answers(apply(SOURCES, each.patches)))
            seen.setdefault(told, []).append(each.id)
    assert [ids for ids in seen.values() if len(ids) > 1] == []


# --- no luck --------------------------------------------------------------------------------

ROUNDS = 10


def hand_in(misconceptions: Iterable[Misconception], folder: Path) -> None:
    """Write each as a submission of its own into a folder."""
    for each in misconceptions:
        (folder / each.id).mkdir(parents=True)
        for module, source in apply(SOURCES, each.patches).items():
            (folder / each.id / f"{module}.py").write_text(source, encoding="utf-8")


def assert_no_luck(misconceptions: Sequence[Misconception], tmp_path: Path) -> None:
    """Graded in fresh processes, each from another folder, every check ends alike every time."""
    seen: dict[tuple[str, str], set[str]] = {}
    for number in range(ROUNDS):
        home = tmp_path / ("x" * number) / "handed in"
        hand_in(misconceptions, home)
        program = run([sys.executable, VERDICTS, home], home.parent, {
            "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(number), "PADDING": "x" * 1000 * number})
        assert program.returncode == 0, program.stderr
        for name, ended in json.loads(program.stdout).items():
            for id, outcome in ended.items():
                seen.setdefault((name, id), set()).add(outcome)
    assert {name for name, _ in seen} == {each.id for each in misconceptions}
    assert {at: outcomes for at, outcomes in seen.items() if len(outcomes) > 1} == {}


def assert_own_part_is_sure(misconception: Misconception, panel: Panel) -> None:
    """Where sets are walked in another order every time, its own part's checks end alike."""
    mine = own(misconception, (check.id for check in panel.checks))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.command.steady", lambda command: command)
        rounds = [panel.ask(apply(SOURCES, misconception.patches), mine) for _ in range(ROUNDS)]
    assert {id for id in mine if len({ended[id].outcome for ended in rounds}) > 1} == set()


@pytest.mark.prove
@pytest.mark.parametrize("misconception", named(random.Random(7).sample(
    [each for each in CATALOGUE if each.part in ("4.1", "4.2")], 5)))
def test_its_own_part_needs_no_pinned_addresses(misconception, panel):
    assert_own_part_is_sure(misconception, panel)


@pytest.mark.prove
@each_of_the_main_parts
def test_no_part_needs_pinned_addresses(misconception, panel):
    assert_own_part_is_sure(misconception, panel)


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_no_verdict_is_luck(tmp_path):
    main = [each for each in CATALOGUE if each.part not in BONUS]
    assert_no_luck(random.Random(41).sample(main, 5), tmp_path)


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", [part.id for part in COURSE.sheet.parts
                                  if part.id not in ("Q", *BONUS)])
def test_no_verdict_of_a_part_is_luck(part, tmp_path):
    all_of_it = [each for each in CATALOGUE if each.part == part]
    for start in range(0, len(all_of_it), 12):  # a command may take two minutes
        assert_no_luck(all_of_it[start : start + 12], tmp_path / str(start))
