"""Whether a check was answered as a mistake has it: marks, and what may stand there. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from .fingerprint import RIGHT, UNKNOWN, Marks
from .known import ANY, AS_RIGHT, Allowed, Expectation, Known

LUCK = 8  # one answer may be other than expected for so many that are open, or just as expected


@dataclass(frozen=True)
class Answered:
    """How one check was answered."""

    id: str
    part: str
    marks: Marks
    failed: bool
    reach: frozenset[str]  # the modules that its probes run
    raised: bool = False  # whether an exception came instead of a value


def allowed(expected: Expectation, check: Answered) -> Sequence[Allowed]:
    """The marks that may stand at each probe of a check."""
    return expected.get(check.id) or (AS_RIGHT,) * len(check.marks)


def consistent(check: Answered, expected: Expectation) -> bool:
    """Whether a check was answered as expected, as far as anything can be told.

    Where a mistake's answers hang on the order of sets, or on how other operations are written,
    ways that were not tried when they were worked out may give others still: one such for every
    `LUCK` probes that are open already, or wrong just as expected. So it is let pass among many
    random programs, and never in a check of a few probes.
    """
    other = for_it = 0
    for mark, may in zip(check.marks, allowed(expected, check), strict=True):
        other += mark != UNKNOWN and ANY not in may and mark not in may
        for_it += ANY in may or (mark in may and mark not in (RIGHT, UNKNOWN))
    return other * LUCK <= for_it


def explains(check: Answered, expected: Expectation) -> bool:
    """Whether a check failed just as expected."""
    return check.failed and consistent(check, expected) and any(
        mark not in (RIGHT, UNKNOWN) and may != AS_RIGHT
        for mark, may in zip(check.marks, allowed(expected, check), strict=True))


def all_consistent(scope: Sequence[Answered], expected: Expectation) -> bool:
    """Whether all checks were answered as expected, and none failed that should not."""
    return all(consistent(check, expected) for check in scope) and all(
        check.id in expected for check in scope if check.failed and not silent(check))


def silent(check: Answered) -> bool:
    """Whether a check tells nothing: right, or not answered at all."""
    return all(mark in (RIGHT, UNKNOWN) for mark in check.marks)


def undecided(check: Answered, these: Sequence[Known]) -> bool:
    """Whether what several mistakes give together cannot be told from what each gives alone.

    So it is where two have a say in the same probe, and where they stand in modules of which one
    runs on the other: a training may make much of a mistake that it does not see alone.
    """
    each = [known.answers[check.id] for known in these if check.id in known.answers]
    if len({known.modules for known in these if known.modules <= check.reach}) > 1:
        return bool(each) or check.failed
    return len(each) > 1 and any(
        sum(may != AS_RIGHT for may in here) > 1 for here in zip(*each, strict=True))


def enough_is_told(
    scope: Sequence[Answered], these: Sequence[Known], expected: Expectation
) -> bool:
    """Whether more speaks for several mistakes at once, where they meet, than luck might say."""
    open_probes = told = 0
    for check in scope:
        each = [known.answers[check.id] for known in these if check.id in known.answers]
        if len(each) < 2:
            continue
        for mark, may, *alone in zip(check.marks, allowed(expected, check), *each, strict=True):
            if sum(one != AS_RIGHT for one in alone) > 1:
                open_probes += 1
                told += ANY not in may and mark in may and mark not in (RIGHT, UNKNOWN)
    return told * LUCK > open_probes


def told_anew(
    scope: Sequence[Answered], before: Expectation, now: Expectation
) -> tuple[int, int]:
    """Of the probes that were not to be expected before, how many are so now, or let pass.

    One exception alone is none of them: it may well be the earlier mistake's, in code that is right
    and has never met such numbers. Where the earlier mistake raises by itself, none of any is.
    """
    loud = any(check.raised and explains(check, before) for check in scope)
    told = let_pass = raised = 0
    for check in scope:
        if loud and check.raised:
            continue
        anew = [new for mark, old, new in zip(
                    check.marks, allowed(before, check), allowed(now, check), strict=True)
                if mark not in (RIGHT, UNKNOWN) and ANY not in old and mark not in old
                and (ANY in new or mark in new)]
        open_ones = sum(ANY in new for new in anew)
        let_pass += open_ones
        told += len(anew) - open_ones
        raised += check.raised and len(anew) > open_ones
    return (0 if raised == 1 and told == 1 else told), let_pass


def shows_anew(known: Known, scope: Sequence[Answered], before: Expectation) -> bool:
    """Whether a mistake has a say in a probe that was answered otherwise than was to be expected.

    What an earlier mistake gives may hang on the order of a set, and come out as nobody has tried.
    Any later mistake would be told by that, even one that changes nothing there.
    """
    return any(
        mark not in (RIGHT, UNKNOWN) and may != AS_RIGHT and ANY not in old and mark not in old
        for check in scope
        for mark, may, old in zip(check.marks, allowed(known.answers, check),
                                  allowed(before, check), strict=True))


def has_evidence(known: Known, scope: Sequence[Answered]) -> bool:
    """Whether a check of the mistake's own part failed in a place where it has a say."""
    return any(check.failed and check.part == known.part and any(
        mark not in (RIGHT, UNKNOWN) and may != AS_RIGHT and may != {ANY}
        for mark, may in zip(check.marks, allowed(known.answers, check), strict=True))
        for check in scope)


def told_alone(known: Known, other: Known, scope: Sequence[Answered]) -> bool:
    """Whether a mistake shows in a probe in which another has no say."""
    return any(
        mark not in (RIGHT, UNKNOWN) and mark in may and may != AS_RIGHT and hers == AS_RIGHT
        for check in scope if check.failed
        for mark, may, hers in zip(check.marks, allowed(known.answers, check),
                                   allowed(other.answers, check), strict=True))


def has_a_say(known: Known, check: Answered) -> bool:
    """Whether a mistake changes any answer of a check."""
    return any(may != AS_RIGHT for may in known.answers.get(check.id, ()))


def solid(scope: Sequence[Answered], expected: Expectation) -> int:
    """How many probes are wrong just as expected, where that is told."""
    return sum(mark not in (RIGHT, UNKNOWN) and ANY not in may and mark in may for check in scope
               for mark, may in zip(check.marks, allowed(expected, check), strict=True))


def likeness(known: Known, scope: Sequence[Answered]) -> float:
    """Of the probes where either is not right, the share in which they are the same."""
    same = either = 0
    for check in scope:
        for mark, may in zip(check.marks, allowed(known.answers, check), strict=True):
            if mark == UNKNOWN or ANY in may or (mark == RIGHT and RIGHT in may):
                continue
            either += 1
            same += mark in may
    return same / either if either else 0.0


def right_probes(scope: Sequence[Answered]) -> set[tuple[str, int]]:
    """The probes that came out right, by check and number."""
    return {(check.id, at) for check in scope for at, mark in enumerate(check.marks)
            if mark == RIGHT}


def bearable(
    these: Sequence[Known], known: Known, right: Set[tuple[str, int]]
) -> bool:
    """Whether what came out right does not speak against one of these mistakes.

    One may make good another: where it has a say, and seldom where it has none.
    """
    against = (known.denied & right).difference(*(one.says for one in these if one is not known))
    return LUCK * len(against) <= len(known.denied)
