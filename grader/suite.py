"""How a suite says what it checks: `@check` and `@probe`, beside the test function, as data.

    @check("4.2", points=2, title="backward() starts from 1.0", hint="seed")
    @probe('''
        from engine import Value
        a = Value(2.0)
        L = a * 3.0
        L.backward()
    ''', "L.grad", "a.grad")
    def test_output_is_seeded(agree):
        agree()

The snippet is what a student could paste at a prompt, so a failed check shows it as it is.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from .records import Observation, Picture, Probe

Test = TypeVar("Test", bound=Callable[..., Any])

MARK = "__micrograde_check__"
SIGN = "__micrograde_sign__"
PROBES = "__micrograde_probes__"


@dataclass(frozen=True)
class Sketch:
    """What a picture asks besides its check, and how it is drawn from what came back."""

    probe: Probe
    draw: Callable[[Observation, Observation], Picture | None]  # yours, and the right one; pure


# Given a probe that failed: the sketch of its picture; None where there is nothing to draw.
Sketcher: TypeAlias = Callable[[Probe], Sketch | None]


@dataclass(frozen=True)
class Check:
    """One rule of the contract, worth points in one part; its probes are sent ahead."""

    id: str
    part: str
    title: str
    points: float
    hint: str  # a key of the part's hints in the sheet
    probes: tuple[Probe, ...]
    alone: bool  # has a process of its own from the start (a training, say)
    hidden: bool
    group: str  # the suite file: checks of one group share a process while all goes well
    secret: bool = False  # answers found by hand: a student is told right or wrong, and no more
    test: Callable[..., Any] | None = field(default=None, repr=False)  # that compares its answers
    picture: Sketcher | None = field(default=None, repr=False)  # what a report draws if it fails


@dataclass(frozen=True)
class Sign:
    """What only a cheat does: asked for when all checks are done, and told to the instructor."""

    text: str  # the fact, as a sentence
    probes: tuple[Probe, ...]
    seen: Callable[[Sequence[Observation], Sequence[Observation]], bool]  # yours, and right ones


def probe(code: str, *observe: str) -> Callable[[Test], Test]:
    """Attach a probe to a test; several stand in the order in which they are written."""
    return probes([Probe(textwrap.dedent(code).strip("\n"), observe)])


def probes(many: Iterable[Probe]) -> Callable[[Test], Test]:
    """Attach probes made elsewhere (random programs, say)."""

    def attach(test: Test) -> Test:
        # Decorators are applied from the bottom up: what comes later stands earlier.
        setattr(test, PROBES, (*many, *getattr(test, PROBES, ())))
        return test

    return attach


def check(
    part: str, *, points: float, title: str, hint: str = "default", alone: bool = False,
    secret: bool = False, picture: Sketcher | None = None,
) -> Callable[[Test], Test]:
    """Make a test a check of `part`, worth `points`; `title` is the rule, as a sentence.

    `picture` says what is drawn of a probe that failed; it has no part in whether it did.
    """

    def attach(test: Test) -> Test:
        setattr(test, MARK, {"part": part, "points": points, "title": title, "hint": hint,
                             "alone": alone, "secret": secret, "picture": picture})
        return test

    return attach


def sign(text: str) -> Callable[[Test], Test]:
    """Make a test a sign: a pure function that says whether two lists of observations show it.

    It has no points. What it says stands in the instructor's report as a fact, so it must be one:
    no right submission shows it, and no mistake that an honest student makes.
    """

    def attach(test: Test) -> Test:
        setattr(test, SIGN, text)
        return test

    return attach


def declared_sign(test: Callable[..., Any]) -> Sign | None:
    """The sign that a test function declares; None where it declares none."""
    text = getattr(test, SIGN, None)
    return None if text is None else Sign(text, getattr(test, PROBES, ()), test)


def declared(test: Callable[..., Any], *, group: str, hidden: bool) -> Check | None:
    """The check that a test function declares; None where it declares none."""
    said = getattr(test, MARK, None)
    if said is None:
        return None
    name = test.__name__.removeprefix("test_")
    return Check(
        id=f"{said['part']}:{name}",
        probes=getattr(test, PROBES, ()),
        group=group,
        hidden=hidden,
        test=test,
        **said,
    )
