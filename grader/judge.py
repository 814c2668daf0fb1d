"""Judging one check: two observations of the same probes in, a finding out. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .compare import TOLERANCE, agrees, show
from .records import Answer, Node, Observation, Probe, Raised, Row, Silence, Thing

NOT_WRITTEN = "Not written yet"  # how the complaint about a stub begins

# What right answers may do differently is taken out of both sides before they are compared.
Projection: TypeAlias = Callable[[dict[str, Answer]], Mapping[str, Answer]]


@dataclass(frozen=True)
class Rule:
    """How a check compares: what both sides go through first, and to which tolerance."""

    through: Projection | None = None
    rel: float = TOLERANCE


@dataclass(frozen=True)
class Finding:
    """What is wrong, as a student is told."""

    outcome: Literal["failed", "timeout", "crashed", "blocked"]
    message: str
    probe: Probe
    rows: tuple[Row, ...] = ()
    printed: str = ""

    @property
    def has_more_to_show(self) -> bool:
        """Whether a picture or a smaller example tells more; of what is not written none does."""
        return self.outcome == "failed" and not self.message.startswith(NOT_WRITTEN)


class ReferenceFault(Exception):
    """The reference itself has no answer to a probe: the grader's failure, not the student's."""


def judge(
    probes: Sequence[Probe],
    yours: Sequence[Observation | Silence],
    expected: Sequence[Observation | Silence],
    *,
    states: Mapping[str, tuple[str, str]],
    through: Projection | None = None,
    rel: float = TOLERANCE,
    secret: bool = False,
) -> Finding | None:
    """The first probe that does not agree, as a finding; None where all agree.

    Where answers are `secret`, the finding says which is wrong, and not what is right.
    """
    for probe, mine, right in zip(probes, yours, expected, strict=True):
        if isinstance(right, Silence):
            raise ReferenceFault(f"the reference gave no answer: {right.reason}\n{probe.code}")
        for answer in right.answers:
            # No rule of the contract is that code must raise; a snippet of ours that does is wrong.
            if isinstance(answer, Raised):
                raise ReferenceFault(f"the reference raised {show(answer)}\n{probe.code}")
        finding = _judge_one(probe, mine, right, states, through, rel, secret)
        if finding is not None:
            return finding
    return None


def _judge_one(
    probe: Probe,
    mine: Observation | Silence,
    right: Observation,
    states: Mapping[str, tuple[str, str]],
    through: Projection | None,
    rel: float,
    secret: bool,
) -> Finding | None:
    if isinstance(mine, Silence):
        return Finding(mine.outcome, mine.reason, probe)
    cause = blocked_by(mine, states)
    if cause:
        return Finding("blocked", cause, probe)
    seen, wanted = _answers(probe, mine), _answers(probe, right)
    if through is not None:
        wanted = dict(through(wanted))
        try:
            seen = dict(through(seen))
        except Exception:
            # A projection expects what right code gives; what is of another shape is wrong.
            return Finding("failed", "The answer has another form than was asked for.", probe,
                           _raw_rows(seen, _answers(probe, right)), mine.printed)
    agreeing = {name: name in seen and agrees(seen[name], wanted[name], rel) for name in wanted}
    if all(agreeing.values()):
        return None
    rows = tuple(
        Row(name, _told(seen[name], wanted[name]) if name in seen else "(missing)",
            _kept_back(seen.get(name), good) if secret else show(wanted[name]), good)
        for name, good in agreeing.items()
    )
    name = next(name for name, good in agreeing.items() if not good)
    if isinstance(seen.get(name), Raised) and all(seen.get(n) == seen[name] for n in agreeing):
        rows = rows[:1]  # the snippet itself raised: that is said once
    complaint = (_not_right(name, seen.get(name)) if secret
                 else _complaint(name, seen.get(name), wanted[name]))
    return Finding("failed", complaint, probe, rows, mine.printed)


def _answers(probe: Probe, observation: Observation) -> dict[str, Answer]:
    return dict(zip(probe.observe, observation.answers, strict=True))


def _raw_rows(seen: Mapping[str, Answer], wanted: Mapping[str, Answer]) -> tuple[Row, ...]:
    return tuple(
        Row(name, show(seen[name]), show(wanted[name]), agrees(seen[name], wanted[name]))
        for name in seen
    )


def _complaint(name: str, yours: Answer, expected: Answer) -> str:
    if isinstance(yours, Raised):
        if yours.type == "NotImplementedError":
            return f"{NOT_WRITTEN}: {yours.message or name}."
        at = f" ({yours.place})" if yours.place else ""
        return f"{name} raised {show(yours)[:300]}{at}."
    if isinstance(yours, Node | Thing) and not isinstance(expected, Node | Thing):
        return f"{name} is {_told(yours, expected)[:120]}; {_kind(expected)} was expected."
    shown, wanted = show(yours)[:120], show(expected)[:120]
    if shown == wanted:
        return f"{name} is not what was expected."
    return f"{name} is {shown}; {wanted} was expected."


def _told(yours: Answer, expected: Answer) -> str:
    """An answer as a row has it: a node goes by its name only where one was to come."""
    if isinstance(yours, Node) and not isinstance(expected, Node | list | Thing):
        return "an object"
    return show(yours)


def _kept_back(yours: Answer, good: bool) -> str:
    """What stands in the place of an answer that is found by hand."""
    if good:
        return "the same"
    return "another number" if type(yours) in (int, float) else "a number"


def _not_right(name: str, yours: Answer) -> str:
    """The complaint about an answer that is found by hand: it does not say what is right."""
    if isinstance(yours, Raised):
        return _complaint(name, yours, None)
    if yours is None:
        return f"{name} is still None."
    return f"{name} is {show(yours)[:120]}, and that is not right."


def _kind(expected: Answer) -> str:
    if isinstance(expected, Raised):
        return f"a {expected.type}"
    kinds: dict[type, str] = {float: "a number", int: "a number", str: "a text",
                                    list: "a list", dict: "a dict", bool: "True or False"}
    return kinds.get(type(expected), show(expected)[:120])


# --- checks that could not be tried ---------------------------------------------------------

_NO_MODULE = re.compile(r"No module named '(\w+)'$")
_NO_NAME = re.compile(r"cannot import name '(\w+)' from (?:partially initialized module )?'(\w+)'")
_NOT_LOADED = re.compile(r"(\w+) does not load: ")
_USED = re.compile(r"(\w+)\.(\w+)[\w.]* was used, but \1 does not have it$")


def blocked_by(observation: Observation, states: Mapping[str, tuple[str, str]]) -> str:
    """Why the snippet's own imports failed, in the same words for the same cause; else ""."""
    first = observation.answers[0] if observation.answers else None
    if not isinstance(first, Raised) or first.type not in ("ImportError", "ModuleNotFoundError"):
        return ""
    if found := _USED.match(first.message):  # wherever it was: a stand-in went along that far
        return _without(found[1], found[2], states)
    if first.place and "SyntaxError" not in first.message:
        return ""
    if found := _NO_NAME.match(first.message):
        return _without(found[2], found[1], states)
    found = _NO_MODULE.match(first.message) or _NOT_LOADED.match(first.message)
    if found and states.get(found[1], ("", ""))[0] == "missing":
        return _without(found[1], "", states)
    return ""


def _without(module: str, name: str, states: Mapping[str, tuple[str, str]]) -> str:
    state, reason = states.get(module, ("", ""))
    if state == "missing":
        return f"{module}.py could not be loaded: {reason}." if reason else (
            f"{module}.py was not handed in.")
    if state == "partial":
        return f"{module}.py stopped before it defined {name}: {reason}."
    where = "The notebook" if module == "__main__" else f"{module}.py"
    return f"{where} does not define {name}."
