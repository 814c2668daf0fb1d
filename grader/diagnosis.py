"""Which mistakes explain a submission's answers. Pure functions over marks, and one to compose.

Modules build on one another, so they are looked at in that order: what is known of the engine is
taken for granted where the training runs on it. A mistake is certain where everything that a
module's own checks were answered is what right code with this one mistake answers, in some style.
Saying nothing beats saying wrong: where two are as good, none is named.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .fingerprint import RIGHT, UNKNOWN
from .fitting import (
    Answered,
    all_consistent,
    allowed,
    bearable,
    consistent,
    enough_is_told,
    has_a_say,
    has_evidence,
    likeness,
    right_probes,
    shows_anew,
    silent,
    solid,
    told_alone,
    told_anew,
    undecided,
)
from .known import ANY, Allowed, Catalogue, Expectation, Known, merged, united

MOST_COMPOSED = 4  # combinations that are run for one submission: each costs as much as its checks
NEAREST = 2  # mistakes of which more manners are tried
FEW = 3  # checks that are asked together; what does not fit the first is asked no further
ENOUGH = 0.5  # of the marks that are not right, for a mistake that explains every failure


@dataclass(frozen=True)
class Named:
    """A mistake that was found."""

    known: Known
    certain: bool


# What right code with all of these mistakes answers to some checks, written in one manner, by its
# number; None where nobody can say, and where there is no such manner.
Compose = Callable[[tuple[str, ...], Sequence[str], int], "Expectation | None"]


def diagnose(
    catalogue: Catalogue, answered: Sequence[Answered], compose: Compose
) -> tuple[Named, ...]:
    """The mistakes that explain what was answered, in the order of the modules they stand in."""
    found: list[Named] = []
    for module in sorted(catalogue.imports, key=lambda name: len(catalogue.imports[name])):
        below = catalogue.imports[module]
        scope = [check for check in answered if check.reach and check.reach <= below]
        base = [one.known for one in found if one.certain and one.known.modules <= below]
        if not any(check.failed and module in check.reach for check in scope):
            continue
        expected = expectation(base, scope, compose)
        if base and all_consistent(scope, expected):
            continue
        candidates = [known for known in catalogue.known if known.modules <= below
                      and module in known.modules]
        found += (_on_top(candidates, base, scope, expected, compose) if base
                  else _in_one_module(candidates, scope, answered, compose))
    return tuple(found)


def expectation(
    these: Sequence[Known], scope: Sequence[Answered], compose: Compose
) -> Expectation:
    """What right code with all of these mistakes answers to the checks of `scope`.

    What one of them alone has a say in is known. The rest is asked for, where anybody can say, in
    one manner of writing after the other, until one is found in which a check was answered.
    """
    open_ones = [check for check in scope if undecided(check, these)]
    return {**merged(these), **_asked(these, open_ones, compose)}


def _asked(
    these: Sequence[Known], waiting: Sequence[Answered], compose: Compose
) -> dict[str, tuple[Allowed, ...]]:
    ids = tuple(sorted(known.id for known in these))
    said: dict[str, tuple[Allowed, ...]] = {}
    for manner in itertools.count():
        asked = compose(ids, [check.id for check in waiting], manner) if waiting else None
        if asked is None:
            break
        for id, each in asked.items():
            may = _loosened(each, [known.answers[id] for known in these if id in known.answers])
            said[id] = united([said[id], may]) if id in said else may
        # What was answered in this manner may be so: the others would only allow more.
        waiting = [check for check in waiting if not consistent(check, said)]
    return said


def _loosened(
    asked: Sequence[Allowed], alone: Sequence[Sequence[Allowed]]
) -> tuple[Allowed, ...]:
    """What was asked for, but for probes on which styles part company already with one mistake."""
    return tuple(may | {ANY} if any(ANY in each[at] for each in alone) else may
                 for at, may in enumerate(asked))


def _in_one_module(
    candidates: Sequence[Known],
    scope: Sequence[Answered],
    answered: Sequence[Answered],
    compose: Compose,
) -> list[Named]:
    """One mistake, or two, where nothing is known yet of what the module runs on."""
    right = right_probes(scope)
    evident = [known for known in candidates if has_evidence(known, scope)]
    singles = [known for known in evident if bearable([known], known, right)
               and all_consistent(scope, known.answers)]
    singles = singles or _written_otherwise(
        [known for known in evident if bearable([known], known, right)], scope, answered, compose)
    if singles:
        best = _best(singles, scope, answered)
        return [Named(best, True)] if best else []
    telling = sorted(scope, key=lambda check: (not check.failed, len(check.marks)))
    promising: list[tuple[int, tuple[Known, Known]]] = []
    for two in itertools.combinations(evident, 2):
        if not all(bearable(two, known, right) for known in two):
            continue
        # A check after the other, since most do not get far.
        if all(all_consistent([check], merged(two, [check.id])) for check in telling):
            promising.append((-solid(scope, merged(two)), two))
    promising.sort(key=lambda one: (one[0], [known.id for known in one[1]]))
    sure: list[tuple[Known, Known]] = []
    unsure: list[tuple[Known, Known]] = []
    leading = 0
    for score, two in promising[:MOST_COMPOSED]:
        if sure and score > leading:
            break
        each_shows = told_alone(two[0], two[1], scope) and told_alone(two[1], two[0], scope)
        if not any(check.failed and undecided(check, two) for check in scope):
            if not each_shows:  # what may leave anything fits where there is nothing of it, too
                continue
            sure, leading = [*sure, two], score
            continue
        exact = _fitting(two, scope, compose)
        if exact is None:
            continue
        if enough_is_told(scope, two, exact):
            sure, leading = [*sure, two], score
        # Two that hide behind one another fit anything: each has to show somewhere by itself.
        elif each_shows:
            unsure.append(two)
    if sure:  # where other two fit as well, what they have in common is all that is known
        return [Named(known, True) for known in sure[0] if all(known in two for two in sure)]
    if unsure:
        return [Named(known, False) for known in unsure[0]] if len(unsure) == 1 else []
    return _probable([known for known in evident if known.denied.isdisjoint(right)], scope)


def _fitting(
    these: Sequence[Known], scope: Sequence[Answered], compose: Compose
) -> Expectation | None:
    """What these give together, where all was answered so; asked no further than to where not."""
    guess = merged(these)
    waiting = _cheapest(scope, these)
    said: dict[str, tuple[Allowed, ...]] = {}
    for start in range(0, len(waiting), FEW):
        some = waiting[start : start + FEW]
        said |= _asked(these, some, compose)
        if not all(consistent(check, {**guess, **said}) for check in some):
            return None
    exact = {**guess, **said}
    return exact if all_consistent(scope, exact) else None


def _written_otherwise(
    candidates: Sequence[Known], scope: Sequence[Answered], answered: Sequence[Answered],
    compose: Compose,
) -> list[Known]:
    """Of the mistakes that fit best, those that fit in more manners, with what they give there."""
    def other(known: Known, checks: Sequence[Answered]) -> list[Answered]:
        return [check for check in checks if known.modules <= check.reach
                and not consistent(check, known.answers)]

    nearest = sorted(candidates, key=lambda known: (len(other(known, scope)), known.id))
    found = []
    for known in nearest[:NEAREST]:
        few = sorted(other(known, scope), key=lambda check: len(check.marks))[:FEW]
        if all(consistent(check, _more(known, [check], compose).answers) for check in few):
            more = _more(known, other(known, answered), compose)
            found += [more] if all_consistent(scope, more.answers) else []
    return found


def _more(known: Known, checks: Sequence[Answered], compose: Compose) -> Known:
    said = _asked([known], checks, compose)
    return replace(known, answers={**known.answers, **{
        check.id: united([allowed(known.answers, check), said[check.id]])
        for check in checks if check.id in said}})


def _on_top(
    candidates: Sequence[Known],
    base: Sequence[Known],
    scope: Sequence[Answered],
    before: Expectation,
    compose: Compose,
) -> list[Named]:
    """One more mistake, on top of those that are certain below; `before` is what these give."""
    right = right_probes(scope)
    evident = [known for known in candidates if has_evidence(known, scope)
               and bearable([*base, known], known, right)]
    guesses = {known.id: merged([*base, known]) for known in evident}
    evident.sort(key=lambda known: (
        -sum(all_consistent([check], guesses[known.id]) for check in scope), known.id))
    fitting = []
    for known in evident[:MOST_COMPOSED]:
        together = [*base, known]
        exact = _fitting(together, scope, compose)
        if exact is None:
            continue
        told, let_pass = told_anew(scope, before, exact)
        if told and shows_anew(known, scope, before):
            fitting.append((solid(scope, exact), known, told > let_pass))
    fitting.sort(key=lambda one: -one[0])
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return []
    return [Named(fitting[0][1], fitting[0][2])]


def _cheapest(scope: Sequence[Answered], these: Sequence[Known]) -> list[Answered]:
    """What has to be asked, in an order in which most guesses end soon."""
    return sorted((check for check in scope if undecided(check, these)),
                  key=lambda check: (not check.failed, len(check.marks)))


def _probable(possible: Sequence[Known], scope: Sequence[Answered]) -> list[Named]:
    """The one mistake that has a say in every failure and is like most of what was answered."""
    failed = [check for check in scope if check.failed and not silent(check)]
    scored = sorted(
        ((likeness(known, scope), known) for known in possible
         if all(has_a_say(known, check) for check in failed)),
        key=lambda one: (-one[0], one[1].id))
    if not scored or scored[0][0] < ENOUGH:
        return []
    if len(scored) > 1 and scored[1][0] == scored[0][0]:
        return []
    return [Named(scored[0][1], False)]


def _best(
    singles: Sequence[Known], scope: Sequence[Answered], answered: Sequence[Answered]
) -> Known | None:
    """Of mistakes that all fit, the one that says most of it, or else most of what comes later.

    A mistake that hangs on luck allows anything in many places, and so fits where it says little.
    One that shows in some styles alone allows what is right as well. None where two are even.
    """
    wrong = {(check.id, at) for check in scope for at, mark in enumerate(check.marks)
             if mark not in (RIGHT, UNKNOWN)}

    def fit(known: Known) -> tuple[int, int, int]:
        return (solid(scope, known.answers),
                sum(consistent(check, known.answers) for check in answered),
                len(known.denied & wrong))

    ranked = sorted(singles, key=fit, reverse=True)
    return None if len(ranked) > 1 and fit(ranked[0]) == fit(ranked[1]) else ranked[0]
