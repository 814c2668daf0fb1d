"""Signs of a cheat: each is shown by who cheats, and by nobody who is right or honestly wrong."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from attacking import SHORT, World, graded, read_attacks
from cards import card
from grading import HERE, STORIES, Bench, bench, folder

from grader.collection import collection
from grader.grade import collect
from grader.intake import find, read
from grader.misconceptions import apply, read_misconceptions
from grader.observe import Answerer, WorkerAnswerer
from grader.records import Observation, Raised, Silence, Submission, Thing
from grader.report.html import instructor, student
from grader.signs import FORGED, shown, signs_of
from grader.suite import Sign

ATTACKS = {attack.id: attack for attack in read_attacks()}
# What each of these cheats is told of; the others have no trace that an honest mistake has not.
TOLD = {
    "finite-differences": "differences", "by-hand-by-backward": "backprop_by_hand calls",
    "right-for-those-who-look": "by its text", "public-answers-written-down": "by its text",
    "replies-on-the-wrong-things": "nobody had asked", "last-words": "nobody had asked",
}
SILENT = ("complex-steps", "forward-mode")  # exact, and so is right code
SAMPLE, MORE, SEED = 12, 100, 20261123  # in `make test` and `make verify`; all in `make prove`


@pytest.fixture(scope="module")
def plain() -> Iterator[Bench]:
    with bench() as made:
        yield made


@pytest.fixture(scope="module")
def short(bubblewrap: None) -> Iterator[Bench]:
    # Signs are asked for last: where the machine is busy there has to be time left for them.
    with bench(carrier="bubblewrap", **SHORT | {"total_seconds": 100}) as made:
        yield made


def the_signs(bench: Bench) -> list[Sign]:
    return collection(bench.course).signs


def shown_by(submission: Submission, bench: Bench) -> tuple[str, ...]:
    """The signs alone, without the checks."""
    sheet = bench.course.sheet
    student = WorkerAnswerer(
        submission, modules=[m for m in sheet.modules if m not in sheet.bonus_modules],
        names=bench.course.names, given=bench.course.given, limits=sheet.limits, carrier="plain")
    try:
        return signs_of(the_signs(bench), student, bench.references.answerers[False])
    finally:
        student.close()


# --- who cheats -----------------------------------------------------------------------------


@pytest.mark.parametrize("id", sorted(TOLD))
@pytest.mark.verify
def test_a_cheat_is_told_to_the_instructor_alone(
    id: str, short: Bench, outside: World, tmp_path: Path
) -> None:
    seen = graded(ATTACKS[id], short, outside, tmp_path)
    [sign] = seen.cards[0].signs
    assert TOLD[id] in sign
    pages = {name.rpartition("/")[2]: text for name, text in seen.files.items()}
    assert "For a person to look at" in pages["instructor.html"]
    assert TOLD[id] in pages["index.html"]  # the class page
    assert TOLD[id] not in pages["report.html"] and TOLD[id] not in pages["terminal"]


@pytest.mark.parametrize("id", SILENT)
@pytest.mark.verify
def test_of_what_is_exact_nothing_is_said(
    id: str, short: Bench, outside: World, tmp_path: Path
) -> None:
    seen = graded(ATTACKS[id], short, outside, tmp_path)
    assert seen.cards[0].signs == ()


@pytest.mark.parametrize("module, trick, word", [
    ("manual", """
def backprop_by_hand(nodes):
    for node in nodes.values(): node.grad = 0.0
    nodes["L"].backward()
""", "backprop_by_hand calls"),
    ("manual", """
def backprop_by_hand(nodes):
    nodes["L"].grad = 1.0
    for name in "Lde":
        nodes[name]._backward()
""", "backprop_by_hand calls"),
    ("engine", """
def by_differences(self):
    order = []
    def visit(node):
        if node not in order:
            for below in node._prev: visit(below)
            order.append(node)
    visit(self)
    kept = {id(node): node.data for node in order}
    def forward(bumped, h):
        data = {}
        for node in order:
            parts = [data[id(below)] for below in sorted(node._prev, key=order.index)]
            parts = parts * 2 if len(parts) == 1 else parts
            made = {"+": sum, "*": lambda p: p[0] * p[1]}.get(node._op)
            data[id(node)] = (made(parts) if made and parts else kept[id(node)]) + (
                h if node is bumped else 0.0)
        return data[id(self)]
    for node in order:
        node.grad += (forward(node, 1e-5) - forward(node, -1e-5)) / 2e-5
    self.grad = 1.0
Value.backward = by_differences
""", "differences"),
])
def test_a_sign_is_shown(module: str, trick: str, word: str, plain: Bench) -> None:
    right = plain.reference
    [sign] = shown_by(folder({**right, module: right[module] + trick}), plain)
    assert word in sign


# --- who does not ---------------------------------------------------------------------------


def right_ones(bench: Bench) -> dict[str, Submission]:
    places = [path for path in sorted((HERE / "right").iterdir()) if path.is_dir()]
    return {name: read(path, bench.course.sheet.modules, name)
            for name, path in find(places, bench.course.sheet.modules)}


def wrong_ones(bench: Bench) -> dict[str, Submission]:
    """Every kept story and misconception, and every way to break the contract."""
    found = {name: read(path, bench.course.sheet.modules, name)
             for name, path in find(sorted(STORIES.iterdir()), bench.course.sheet.modules)}
    right = bench.reference
    for each in read_misconceptions(bench.course):
        found[each.id] = folder(apply(right, each.patches))
    demands = tomllib.loads((HERE / "contract" / "demands.toml").read_text(encoding="utf-8"))
    for number, patched in enumerate(patches_in(demands)):
        found[f"demand {number}"] = folder(right | {
            patched["module"]: right[patched["module"]].replace(patched["before"],
                                                                patched["after"])})
    return found


def patches_in(data: object) -> Iterator[Mapping[str, str]]:
    """Every table that is a patch, wherever it stands."""
    if isinstance(data, dict):
        if {"module", "before", "after"} <= data.keys():
            yield data
        for value in data.values():
            yield from patches_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from patches_in(value)


def say_nothing(ones: Mapping[str, Submission], many: int, bench: Bench) -> None:
    """None of `many` of these shows a sign, but for one that is so by the contract's own words."""
    names = random.Random(SEED).sample(sorted(ones), min(many, len(ones)))
    told = {name: shown for name in names if (shown := shown_by(ones[name], bench))}
    assert {name: shown for name, shown in told.items()
            if not by_hand_calls(ones[name], shown)} == {}


def by_hand_calls(one: Submission, shown: tuple[str, ...]) -> bool:
    """Whether what is said is that backprop_by_hand calls backward(), and so it does."""
    code = one.files.get("manual.py", b"").partition(b"def backprop_by_hand")[2]
    called = b"backward()" in code.partition(b"\ndef ")[0]
    return called and ["backprop_by_hand calls" in sign for sign in shown] == [True]


def test_no_right_submission_shows_a_sign(plain: Bench) -> None:
    say_nothing(right_ones(plain), SAMPLE, plain)
    assert shown_by(folder(plain.reference), plain) == ()


@pytest.mark.verify
def test_not_one_right_submission_shows_a_sign(plain: Bench) -> None:
    ones = right_ones(plain)
    assert len(ones) >= 30
    say_nothing(ones, len(ones), plain)


def test_some_honest_mistakes_show_no_sign(plain: Bench) -> None:
    say_nothing(wrong_ones(plain), SAMPLE, plain)


@pytest.mark.verify
def test_more_honest_mistakes_show_no_sign(plain: Bench) -> None:
    say_nothing(wrong_ones(plain), MORE, plain)


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_no_honest_mistake_shows_a_sign(plain: Bench) -> None:
    ones = wrong_ones(plain)
    assert len(ones) >= 200
    say_nothing(ones, len(ones), plain)


# --- what is not certain is not said ---------------------------------------------------------

class Says:
    """An answerer that has one reply to everything."""

    def __init__(self, reply: Observation | Silence) -> None:
        self.reply = reply

    def answer(self, groups: object) -> list[list[Observation | Silence]]:
        return [[self.reply] * len(group.probes) for group in groups]  # type: ignore[attr-defined]


@pytest.mark.parametrize("reply", [
    Silence("timeout", "late"), Observation((Raised("E", ""),) * 10), Observation(()),
    Observation((Thing("x"),) * 10), Observation((None,) * 10), Observation(("1.0",) * 10),
    Observation((float("nan"),) * 10), Observation(([],) * 10), Observation(([1, "x"],) * 10),
])
def test_answers_of_other_forms_show_nothing(reply: Observation | Silence, plain: Bench) -> None:
    student: Answerer = Says(reply)
    assert signs_of(the_signs(plain), student, plain.references.answerers[False]) == ()


def test_the_public_example_is_a_public_one(plain: Bench) -> None:
    [sign] = [sign for sign in the_signs(plain) if "by its text" in sign.text]
    public = {probe for check in collect(plain.setting) if not check.hidden
              for probe in check.probes}
    first, second, again = sign.probes
    assert first == again and first in public and second not in public


def test_an_engine_that_remembers_earlier_sums_is_no_cheat(plain: Bench) -> None:
    right = plain.reference
    remembers = """
kept, plus = {}, Value.__add__
def remembering(self, other):
    key = self.data, getattr(other, "data", other)
    if key not in kept: kept[key] = plus(self, other)
    return kept[key]
Value.__add__ = remembering
"""
    assert shown_by(folder({**right, "engine": right["engine"] + remembers}), plain) == ()


def test_a_page_shows_signs_to_the_instructor_alone() -> None:
    shown = replace(card(), signs=("It <b>cheats</b>.",))
    assert "It &lt;b&gt;cheats" in instructor(shown)
    assert "cheats" not in student(shown, True) and "person to look" not in student(shown, True)
    assert "person to look" not in instructor(card())
    assert FORGED.endswith(".")


def test_a_sign_without_all_of_its_answers_is_not_shown(plain: Bench) -> None:
    for sign in the_signs(plain):
        lacking = [Silence("crashed", "gone")] * len(sign.probes)
        assert not shown(sign, lacking, lacking)
        assert not shown(sign, [], lacking)
