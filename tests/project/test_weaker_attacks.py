"""Hostile submissions in the weaker sandbox: it holds what the other does, but for what is listed.

`make test` tries a sample, `make verify` a larger one and `make prove` the corpus; where root runs
it also as an ordinary user, for whom Landlock and the filter hold alone.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacking import PWNED, SHORT, Attack, World, graded, read_attacks
from cramped import ordinary
from grading import Bench, bench, read_toml
from test_attacks import LONGEST, LONGEST_REAL, comes_to_nothing, name
from test_stories import NAMES, STORIES

from grader.command import reachable
from grader.course import HOME

ATTACKS, BONUS = ([a for a in read_attacks() if a.bonus == bonus] for bonus in (False, True))
HELD = [attack for attack in ATTACKS if not attack.weaker]
OPEN = [attack for attack in ATTACKS if attack.weaker]
SAMPLE = """files-by-name processes-of-others out-by-tcp-and-udp out-by-local-sockets channel-by-ipc
    memory-shared disk-filled kills-outside other-programs rights-regained""".split()  # noqa: SIM905
# All of them are in `make prove`, and in `make verify` on the first carrier.
SOME_MORE = random.Random(20261126).sample(HELD, 24)


@pytest.fixture(scope="module")
def short(landlock: None) -> Iterator[Bench]:
    with bench(carrier="landlock", **SHORT) as made:
        yield made


@pytest.fixture(scope="module")
def real(landlock: None) -> Iterator[Bench]:
    with bench(carrier="landlock") as made:
        yield made


@pytest.fixture(scope="module")
def with_bonus(landlock: None, pytorch: str) -> Iterator[Bench]:
    with bench(carrier="landlock", bonus=True, memory_mb=1_000, check_seconds=5) as made:
        yield made


@pytest.mark.parametrize("attack", [a for a in HELD if a.id in SAMPLE], ids=name)
def test_a_sample_comes_to_nothing(attack: Attack, short: Bench, outside: World, tmp_path: Path
                                   ) -> None:
    comes_to_nothing(attack, short, outside, tmp_path, LONGEST, parts=("1.1", "2"))


@pytest.mark.parametrize("attack", [pytest.param(
    attack, marks=pytest.mark.verify if attack in SOME_MORE else pytest.mark.prove)
    for attack in HELD], ids=name)
def test_an_attack_comes_to_nothing(attack: Attack, short: Bench, outside: World, tmp_path: Path
                                    ) -> None:
    comes_to_nothing(attack, short, outside, tmp_path, LONGEST)


@pytest.mark.prove
@pytest.mark.parametrize("attack", BONUS, ids=name)
def test_an_attack_by_the_bonus_comes_to_nothing(
    attack: Attack, with_bonus: Bench, outside: World, tmp_path: Path
) -> None:
    # Each start of PyTorch is seconds by itself.
    comes_to_nothing(attack, with_bonus, outside, tmp_path, LONGEST_REAL)


@pytest.mark.prove
@pytest.mark.timeout(900)
@pytest.mark.parametrize("attack", HELD, ids=name)
def test_an_attack_comes_to_nothing_within_the_sheets_own_limits(
    attack: Attack, real: Bench, outside: World, tmp_path: Path
) -> None:
    comes_to_nothing(attack, real, outside, tmp_path, LONGEST_REAL)


@pytest.mark.parametrize("attack", OPEN, ids=name)
def test_what_is_not_held_is_shown_and_listed(
    attack: Attack, short: Bench, outside: World, tmp_path: Path
) -> None:
    """It gets what it wants, which is said; and it gets no points by it, and touches nothing."""
    seen = graded(attack, short, outside, tmp_path, parts=("1.1", "2"))
    outside.untouched()
    assert PWNED in "\n".join(seen.files.values())
    assert outside.facts["SECRET"] not in "\n".join(seen.files.values())
    assert seen.score <= attack.at_most
    assert f"`{attack.id}`" in (HOME / "SECURITY.md").read_text("utf-8")


# --- the same scores --------------------------------------------------------------------------

SOME = ("syntax_error",)


@pytest.mark.parametrize("story", [pytest.param(
    story, marks=() if story in SOME else pytest.mark.verify) for story in NAMES])
def test_a_story_has_the_score_that_it_has_elsewhere(
    story: str, real: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `test_stories.py` holds the first carrier to."""
    monkeypatch.setattr("grader.session.make_smaller", lambda *_: {})
    told = read_toml(STORIES / story / "story.toml")
    card = real.path(STORIES / story)
    assert card.score == told["score"]
    full = {part.id: part.max_score for part in card.parts if not part.bonus}
    assert {part.id: part.score for part in card.parts if part.id in full} == (
        full | told.get("parts", {}))


@pytest.mark.verify
def test_the_bonus_has_the_points_that_it_has_elsewhere(with_bonus: Bench) -> None:
    told = read_toml(STORIES / "perfect" / "story.toml")
    assert with_bonus.path(STORIES / "perfect", ["bonus"]).bonus == told["bonus"]


# --- as an ordinary user ----------------------------------------------------------------------


def as_ordinary(*arguments: str) -> str:
    """What pytest says of these tests, run by a user who is nobody in particular."""
    if not reachable(__file__) or not reachable(pytest.__file__):
        pytest.skip("this checkout, or what is installed for it, is closed to other users")
    ran = subprocess.run(
        ordinary("-m", "pytest", "-q", "-rs", "-p", "no:randomly", *arguments), cwd=HOME,
        capture_output=True, text=True, check=False, timeout=1500)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize("which", [
    pytest.param("not verify and not prove", marks=pytest.mark.verify),
    pytest.param("verify or not verify", marks=pytest.mark.prove)], ids=["sample", "all"])
@pytest.mark.timeout(1800)
@pytest.mark.skipif(os.geteuid() != 0, reason="whoever is no root has run them as that")
def test_all_of_this_holds_for_an_ordinary_user(which: str, landlock: None) -> None:
    said = as_ordinary("tests/project/test_weaker_attacks.py", "tests/project/test_weaker.py",
                       "-n", "2", "-m", which,
                       "-k", "not ordinary and (not own or operator) and not points and not mouth")
    assert re.search(r"^\d{2,} passed", said, re.MULTILINE) and "no Landlock" not in said, said
