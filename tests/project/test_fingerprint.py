"""Marks: alike for what counts as the same mistake, and unlike for everything else."""

from __future__ import annotations

import math
import random

import pytest

from grader.fingerprint import GRAIN, RIGHT, UNKNOWN, canonical, is_slip, marks
from grader.judge import Rule
from grader.records import Answer, Node, Observation, Probe, Raised, Silence, Thing

PLAIN = Rule()
PROBE = Probe("from engine import Value", ("x",))


def mark(mine: Answer | Observation | Silence, right: Answer = 2.0, rule: Rule = PLAIN) -> str:
    reply = mine if isinstance(mine, Observation | Silence) else Observation((mine,))
    [found] = marks([PROBE], [reply], [Observation((right,))], rule, {})
    return found


def test_what_the_check_accepts_is_right():
    assert mark(2) == mark(2.0 + 1e-9) == mark(2.0) == RIGHT
    assert mark(2.0 + 3e-9) != RIGHT


def test_noise_does_not_tell_two_mistakes_apart():
    rng = random.Random(7)
    for _ in range(2_000):
        wrong = rng.choice([1.0, 10.0, 1e3, 1e-3]) * rng.randrange(-4096, 4096) / 1024
        if abs(wrong - 2.0) < 1e-6:
            continue
        noisy = wrong * (1 + rng.uniform(-1, 1) * 1e-15) + rng.uniform(-1, 1) * 1e-16
        assert mark(wrong) == mark(noisy), wrong


@pytest.mark.parametrize("near", [0.0, 0.5, 1.0, 1.7320508, 3.25, -40.0, 1e9])
def test_what_differs_by_more_than_grains_is_told_apart(near):
    step = 20 * GRAIN * max(1.0, abs(near))
    found = [canonical(near + n * step) for n in range(5)]
    assert len(set(found)) == 5


def test_a_wide_tolerance_has_wide_grains():
    wide = Rule(rel=1e-6)
    assert mark(5.0, rule=wide) == mark(5.0 + 1e-5, rule=wide) != mark(5.1, rule=wide)


def test_zero_has_one_sign_and_an_int_is_the_float():
    assert canonical(0.0) == canonical(-0.0) == canonical(-1e-17) == canonical(0)
    assert canonical(3) == canonical(3.0) != canonical(True)


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, 10**300])
def test_odd_numbers_have_marks(odd):
    assert mark(odd) not in (RIGHT, UNKNOWN)


def test_exceptions_and_objects_go_by_kind_alone():
    assert mark(Raised("TypeError", "one")) == mark(Raised("TypeError", "two", "engine.py, line 3"))
    assert mark(Raised("TypeError", "")) != mark(Raised("KeyError", ""))
    builtin = "'float' object has no attribute "
    assert (mark(Raised("AttributeError", f"{builtin}'_prev'"))
            == mark(Raised("AttributeError", f"{builtin}'grad'")))
    assert mark(Thing("Value")) == mark(Thing("Number")) != mark(None)
    assert mark(Node("a")) != mark(Node("b"))


def test_an_attribute_of_their_own_objects_goes_by_its_name():
    def asked(owner: str, name: str) -> str:
        return mark(Raised("AttributeError", f"'{owner}' object has no attribute '{name}'",
                           "training.py, line 9"))

    assert asked("MLP", "zero_grad") == asked("Guess", "zero_grad") != asked("MLP", "paramters")


def test_collections_go_by_what_they_hold():
    assert mark(Thing("set", (Node("a"), Node("b")))) == mark(Thing("set", (Node("b"), Node("a"))))
    assert mark([1.0, 2.0]) != mark([2.0, 1.0])
    assert mark({"a": 1.0, "b": 2.0}) == mark({"b": 2.0, "a": 1.0}) != mark({"a": 1.0})


def test_what_was_not_answered_tells_nothing():
    assert mark(Silence("timeout", "no time", asked=False)) == UNKNOWN
    assert mark(Silence("blocked", "no module")) == UNKNOWN
    assert mark(Raised("NotImplementedError", "4.2: write it")) == UNKNOWN
    assert mark(Raised("ImportError", "cannot import name 'Value' from 'engine'")) == UNKNOWN
    assert mark(Silence("timeout", "5 s")) != mark(Silence("crashed", "gone")) != UNKNOWN


def test_both_sides_go_through_the_checks_own_projection():
    seen = Rule(through=lambda answers: {"size": abs(answers["x"])})  # type: ignore[arg-type]
    assert mark(-2.0, rule=seen) == RIGHT
    assert mark(3.0, rule=seen) == mark(-3.0, rule=seen)
    assert mark("text", rule=seen) not in (RIGHT, UNKNOWN)  # of another form


@pytest.mark.parametrize("answer, slip", [
    (Raised("NameError", "name 'reverse' is not defined", "engine.py, line 9"), True),
    (Raised("UnboundLocalError", "cannot access local variable 'o'", "engine.py, line 9"), True),
    (Raised("AttributeError", "'Value' object has no attribute 'tanh'"), True),
    (Raised("AttributeError", "'Value' object has no attribute 'tahn'", "nn.py, line 3"), False),
    (Raised("AttributeError", "'float' object has no attribute 'backward'"), False),
    (Raised("AttributeError", "'NoneType' object has no attribute 'data'"), False),
    (Raised("TypeError", "name 'reverse' is not defined", "engine.py, line 9"), False),
    (2.0, False),
])
def test_a_name_that_is_not_there_is_a_slip(answer, slip):
    seen = Observation((1.0, answer))
    assert is_slip(seen) is slip
    [found] = marks([Probe("", ("x", "y"))], [seen], [Observation((1.0, 3.0))], PLAIN, {})
    assert (found == UNKNOWN) is slip
