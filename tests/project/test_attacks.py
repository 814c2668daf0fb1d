"""Hostile submissions, graded for real: no mark is won, nothing reached, and a verdict stands."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from attacking import (
    PWNED,
    SHORT,
    THREATS,
    Attack,
    Seen,
    World,
    graded,
    on_plain,
    read_attacks,
)
from grading import Bench, bench
from pages import Page

from grader.course import HOME
from grader.grade import collect
from grader.intake import read
from grader.observe import Group, WorkerAnswerer
from grader.records import Data, Node, Observation, Probe, Raised, Thing
from grader.report.index import SCRIPT

EVERY = read_attacks()
ATTACKS, BONUS = ([a for a in EVERY if a.bonus == bonus] for bonus in (False, True))
LONGEST = 75.0  # seconds on the wall, three times what one submission has, on a busy machine
LONGEST_REAL = 420.0
GROWN_MB = 150.0  # of the grader's own memory

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
                     r"\u2028\u2029\ud800-\udfff]")
PAINT = re.compile(r"\x1b\[(?:0|1|2|31|32|33)m")
# What a build service's runner takes for a command, wherever in a log it stands.
COMMAND = re.compile(r"(?m)^\s*::|##\[|##vso\[")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
ELEMENTS = set("""html head meta title style body header main footer section article h1 h2 h3 h4 p
    ul ol li span div strong em code pre details summary table thead tbody tr th td dl dt dd a abbr
    br svg rect line text label input select option figure figcaption desc g path circle polyline
    tspan""".split())  # noqa: SIM905  thirty quotes would hide the words
ATTRIBUTES = {"class", "id", "lang", "charset", "name", "content", "aria-labelledby", "aria-hidden",
              "aria-label", "style", "open", "scope", "role", "tabindex", "href", "title",
              "http-equiv", "colspan", "dir",
              # A failed check's picture.
              "d", "r", "rx", "cx", "cy", "points", "transform",
              # The class page's picture, and what sorts and filters its table.
              "viewbox", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "hidden", "type",
              "autocomplete", "value", "data-kinds", "data-key", "data-sort"}


@pytest.fixture(scope="module")
def short(bubblewrap: None) -> Iterator[Bench]:
    with bench(carrier="bubblewrap", **SHORT) as made:
        yield made


@pytest.fixture(scope="module")
def real(bubblewrap: None) -> Iterator[Bench]:
    with bench(carrier="bubblewrap") as made:
        yield made


@pytest.fixture(scope="module")
def with_bonus(bubblewrap: None, pytorch: str) -> Iterator[Bench]:
    with bench(carrier="bubblewrap", bonus=True, memory_mb=1_000, check_seconds=5) as made:
        yield made


# --- the corpus -----------------------------------------------------------------------------


def test_every_attack_says_what_it_is():
    assert len(EVERY) >= 100 and 3 * sum(attack.quick for attack in EVERY) >= len(EVERY)
    assert max(Counter(attack.id for attack in EVERY).values()) == 1
    threats = Counter(attack.threat for attack in EVERY)
    assert set(threats) == set(THREATS) and min(threats.values()) >= 20
    for attack in EVERY:
        assert re.fullmatch("[a-z0-9-]+", attack.id)
        assert attack.title and attack.wants and attack.bites, attack.id
        assert bool(attack.modules) + bool(attack.cells) + bool(attack.build) == 1, attack.id


def test_the_docs_say_how_many_there_are_and_what_they_may_score():
    docs = (HOME / "docs" / "adversary.md").read_text(encoding="utf-8")
    threats = Counter(attack.threat for attack in EVERY)
    words = " ".join(docs.split())
    assert (f"holds {len(EVERY)} attacks: {threats['points']} on points, {threats['secrets']} on "
            f"secrets, {threats['machine']} on the machine, and {threats['mouth']} on") in words
    assert f" is {len(EVERY)} hostile submissions" in (HOME / "SECURITY.md").read_text("utf-8")
    assert f"{sum(a.bites.startswith('plain') for a in EVERY)} are run without" in words
    assert f"{sum(a.bites == 'naive' for a in EVERY)} against a grader" in words
    for attack in EVERY:
        told = f"`{attack.id}`" in docs or (attack.id.startswith("hidden-text") and
                                            "`hidden-text-*`" in docs)
        assert told == (attack.at_most > 0), attack.id


# --- each, graded ---------------------------------------------------------------------------


def name(attack: Attack) -> str:
    return f"{attack.threat}-{attack.id}"


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.quick], ids=name)
def test_a_quick_attack_on_some_parts_comes_to_nothing(
    attack: Attack, short: Bench, outside: World, tmp_path: Path
) -> None:
    comes_to_nothing(attack, short, outside, tmp_path, LONGEST, parts=("1.1", "2", "Q"))


@pytest.mark.verify
@pytest.mark.parametrize("attack", ATTACKS, ids=name)
def test_an_attack_comes_to_nothing(attack: Attack, short: Bench, outside: World, tmp_path: Path
                                    ) -> None:
    seen = comes_to_nothing(attack, short, outside, tmp_path, LONGEST)
    assert all(card.max_score == 100.0 for card in seen.cards)


@pytest.mark.verify
@pytest.mark.parametrize("attack", BONUS, ids=name)
def test_an_attack_by_the_bonus_comes_to_nothing(
    attack: Attack, with_bonus: Bench, outside: World, tmp_path: Path
) -> None:
    # Each start of PyTorch is seconds by itself.
    comes_to_nothing(attack, with_bonus, outside, tmp_path, LONGEST_REAL)


@pytest.mark.prove
@pytest.mark.timeout(900)
@pytest.mark.parametrize("attack", ATTACKS, ids=name)
def test_an_attack_comes_to_nothing_within_the_sheets_own_limits(
    attack: Attack, real: Bench, outside: World, tmp_path: Path
) -> None:
    comes_to_nothing(attack, real, outside, tmp_path, LONGEST_REAL)


def comes_to_nothing(
    attack: Attack, bench: Bench, outside: World, folder: Path, longest: float, *,
    parts: Sequence[str] | None = None,
) -> Seen:
    """Grade it, and see that it got nothing, touched nothing, and took no longer than it may."""
    seen = graded(attack, bench, outside, folder, parts=parts)
    outside.untouched()
    holds(attack, seen, outside, bench)
    assert seen.seconds < longest
    return seen


def holds(attack: Attack, seen: Seen, outside: World, bench: Bench) -> None:
    """What must be so after any attack."""
    # A verdict stands for every check, and no more is won than right answers are worth.
    for card in seen.cards:
        assert {check.outcome for check in card.checks} <= {
            "passed", "failed", "timeout", "crashed", "blocked", "not_graded"}
        assert all((check.outcome == "not_graded") == (check.part == "bonus" and not attack.bonus)
                   for check in card.checks)
    assert seen.score <= attack.at_most
    # It has been tried; what must not be seen is not seen.
    everything = "\n".join(seen.files.values())
    assert not attack.shows or any(text in everything for text in attack.shows), "was it tried?"
    for text in (PWNED, outside.facts["SECRET"], *attack.must_not):
        found = [name for name, content in seen.files.items() if text in content]
        assert not found, f"{text!r} is in {found}: {around(seen.files[found[0]], text)}"
    assert not hidden_lines(bench) & shown_lines(seen.student())
    # What the reports say runs nowhere.
    for name, content in seen.files.items():
        assert len(content) < 6_000_000, name
        if name.endswith(".html"):
            is_inert(content)
        elif name.endswith(".json"):
            json.loads(content)
        elif name.endswith(".csv"):
            holds_no_formula(content)
        assert not CONTROL.search(PAINT.sub("", content) if name == "terminal" else content), name
    assert not COMMAND.search(seen.files["terminal"])
    assert seen.grown_mb < GROWN_MB


def around(text: str, what: str) -> str:
    at = text.index(what)
    return text[max(0, at - 200) : at + 200]


def hidden_lines(bench: Bench) -> set[str]:
    """Lines that stand in hidden probes alone, and say something."""
    lines: dict[bool, set[str]] = {True: set(), False: set()}
    for check in collect(bench.setting):
        for probe in check.probes:
            lines[check.hidden] |= {line.strip() for line in probe.code.splitlines()}
            lines[check.hidden] |= set(probe.observe)
    return {line for line in lines[True] - lines[False] if len(line) > 15}


def shown_lines(text: str) -> set[str]:
    return {line.strip() for line in re.split(r"[\n<>]", html.unescape(text))}


def is_inert(source: str) -> None:
    # The class page has one script and one text of it, and asks for it by its digest.
    ours = f"<script>\n{SCRIPT}</script>"
    assert source.count(ours) <= 1
    page = Page(source.replace(ours, ""))
    assert set(page.tags) <= ELEMENTS, set(page.tags) - ELEMENTS
    names = {name for name, _ in page.attributes}
    assert names <= ATTRIBUTES, names - ATTRIBUTES
    for name, value in page.attributes:
        if name == "href":
            assert re.fullmatch(r"#[\w.:-]+|[\w.%-]+/(?:report|instructor)\.html",
                                value or ""), value
        if name == "style":
            assert re.fullmatch(r"(?:[a-z-]+: ?[\d.]+(?:%|px);? ?)+", value or ""), value
    assert page.comments == []


def holds_no_formula(source: str) -> None:
    for row in csv.reader(io.StringIO(source)):
        for cell in row:
            number = re.fullmatch(r"-?[\d.]+", cell)
            assert number or not cell.startswith(FORMULA), cell


# --- a weaker grader would fall for it --------------------------------------------------------


@pytest.mark.verify
@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.bites.startswith("plain")],
                         ids=lambda attack: attack.id)
def test_without_a_sandbox_it_gets_what_it_wants(
    attack: Attack, short: Bench, outside: World, tmp_path: Path
) -> None:
    """A test of an attack that cannot succeed shows nothing: here it does."""
    try:
        seen = graded(attack, on_plain(short), outside, tmp_path)
    finally:
        for place in ("/tmp", "/var/tmp", "/dev/shm", str(outside.folder)):
            for left in Path(place).glob(f"{outside.facts['TOKEN']}*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        (outside.folder / "channel").unlink(missing_ok=True)
        outside.heard.clear()
    assert PWNED in "\n".join(seen.files.values())


@pytest.mark.verify
@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.bites == "naive"],
                         ids=lambda attack: attack.id)
def test_where_answers_are_compared_inside_it_gets_points(
    attack: Attack, short: Bench, outside: World, tmp_path: Path
) -> None:
    """A grader that asserts in the student's own interpreter, as most do, gives it points."""
    from attacking import build

    (tmp_path / "handed_in").mkdir()
    [path] = build(attack, short, outside, tmp_path / "handed_in")
    sheet = short.course.sheet
    student = WorkerAnswerer(
        read(path, sheet.modules), modules=[m for m in sheet.modules if m != "torch_bonus"],
        names=short.course.names, given=short.course.given, limits=sheet.limits,
        carrier="bubblewrap")
    points = 0.0
    checks = [check for check in collect(short.setting) if check.part != "bonus"]
    try:
        groups = [Group(tuple(naive(p, short) for p in check.probes), 1) for check in checks]
        for check, replies in zip(checks, student.answer(groups), strict=True):
            points += check.points * all(map(naively_passed, replies))
    finally:
        student.close()
    assert points > attack.at_most


def naive(probe: Probe, bench: Bench) -> Probe:
    """The probe with each expression compared where it is evaluated, by its own `==`."""
    [[expected]] = bench.references.answerers[False].answer([Group((probe,), 5)])
    assert isinstance(expected, Observation)
    return Probe(probe.code, tuple(
        f"bool({compared(asked, answer)})"
        for asked, answer in zip(probe.observe, expected.answers, strict=True)))


def compared(asked: str, answer: Data | Raised) -> str:
    if isinstance(answer, Thing) and answer.items is not None:
        members = [item.name for item in answer.items if isinstance(item, Node)]
        return " and ".join([f"{name} in ({asked})" for name in members] or [f"not ({asked})"])
    return f"({asked}) == ({written(answer)})"


def written(answer: Data | Raised) -> str:
    if isinstance(answer, Node):
        return answer.name
    if isinstance(answer, list):
        return f"[{', '.join(map(written, answer))}]"
    if isinstance(answer, dict):
        return f"{{{', '.join(f'{written(k)}: {written(v)}' for k, v in answer.items())}}}"
    return repr(answer)


def naively_passed(reply: object) -> bool:
    if not isinstance(reply, Observation):
        return False
    return all(answer is True or (isinstance(answer, Raised) and answer.type in (
        "Skipped", "SkipTest", "XFailed", "UnsatisfiedAssumption")) for answer in reply.answers)
