"""Asking the reference with several mistakes in it: forks of one worker answer as workers would."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest

from grader.compose import Composer
from grader.course import load_course
from grader.grade import References, Setting, reference_results
from grader.known import united
from grader.learn import Learner

COURSE = load_course()
TWO = ("power-sign-lost", "ascent-without-rate")  # none of their answers hangs on an order


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[Composer, Learner]]:
    references = References(Setting(COURSE, "plain"))
    try:
        checks, rules = reference_results(Setting(COURSE, "plain"), references)
        composer = Composer(COURSE, checks, rules, references)
        yield composer, Learner(COURSE, checks, rules, references)
        composer.close()
    finally:
        references.close()


@pytest.mark.verify
def test_forks_answer_as_workers_of_their_own(asked):
    composer, learner = asked
    ids = [id for id, check in learner.checks.items() if check.part in ("3", "5.1")]
    patches = [patch for id in TWO for patch in learner.misconceptions[id].patches]
    workers = learner.allowed(patches, ids)
    assert any(mark != "=" for each in workers.values() for may in each for mark in may)
    manners = [composer.compose(TWO, list(workers), number)
               for number in range(len(learner.manners))]
    assert workers == {id: united([each[id] for each in manners]) for id in workers}


@pytest.mark.verify
def test_there_is_an_end_to_manners_and_what_does_not_fit_is_nobodys(asked):
    composer, _ = asked
    assert all(composer.compose(TWO, [], number) == {} for number in range(4))
    assert next(number for number in itertools.count()
                if composer.compose(TWO, [], number) is None) > 4
    assert composer.compose(("sum-in-place", "sum-sets-grads", "sum-in-place"), [], 0) is None


def test_in_a_kit_nobody_can_say():
    kit = Composer(replace(COURSE, reference=None), [], {}, None)
    assert kit.compose(TWO, ["3:by_hand"], 0) is None
    kit.close()
