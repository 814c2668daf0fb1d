"""Sealed answers: right or wrong can be told, by the contract's tolerance, and nothing else."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.compare import TOLERANCE, agrees, show
from grader.errors import GraderError
from grader.judge import judge
from grader.records import Observation, Probe, Raised
from grader.seal import seal

PROBE = Probe("from warmup import HAND", ("HAND",))
FOUR = seal(-4.0, PROBE, "HAND")


@pytest.mark.parametrize("yours", [-4, -4.0, -4 + 3e-9, -4 - 3e-9])
def test_a_right_number_opens_it(yours):
    assert agrees(yours, FOUR)


@pytest.mark.parametrize("yours", [
    4.0, -4 + 5e-9, -3, 0, None, True, "-4.0", [-4.0], math.nan, math.inf, 10**400, FOUR,
    Raised("TypeError", ""),
], ids=repr)  # fmt: skip
def test_nothing_else_does(yours):
    assert not agrees(yours, FOUR)


def test_minus_zero_is_zero():
    assert agrees(-0.0, seal(0.0, PROBE, "HAND"))
    assert agrees(0, seal(-0.0, PROBE, "HAND"))


@settings(max_examples=15, deadline=None)  # each try is slow, and is meant to be
@given(st.integers(-10**7, 10**7).map(lambda n: n / 1000), st.floats(-3, 3))
def test_a_sealed_answer_agrees_with_what_the_open_one_does(expected, off):
    yours = expected + off * TOLERANCE * max(1.0, abs(expected))
    assert agrees(yours, seal(expected, PROBE, "HAND")) == agrees(yours, expected)


def test_the_same_answer_is_sealed_the_same_and_another_place_differently():
    assert seal(-4, PROBE, "HAND") == FOUR
    elsewhere = seal(-4.0, PROBE, "OTHER")
    assert (elsewhere.salt, elsewhere.digest) != (FOUR.salt, FOUR.digest)
    assert elsewhere.digest != FOUR.digest


def test_a_seal_does_not_show_what_is_in_it():
    assert "4" not in show(FOUR)


@pytest.mark.parametrize("answer", [0.0001, 1e6, math.nan, math.inf, "a", None, True])
def test_what_cannot_be_sealed_stops_the_making_of_a_kit(answer):
    with pytest.raises(GraderError, match="secret answer"):
        seal(answer, PROBE, "HAND")


@pytest.mark.parametrize("expected", [-4.0, FOUR], ids=["open", "sealed"])
@pytest.mark.parametrize(("yours", "complaint"), [
    (6.0, "HAND is 6.0, and that is not right."), (None, "HAND is still None."),
    (Raised("KeyError", "'e'"), "HAND raised KeyError: 'e'.")])
def test_a_secret_is_kept_alike_with_the_reference_and_with_a_recording(
    expected, yours, complaint
):
    finding = judge([PROBE], [Observation((yours,))], [Observation((expected,))], states={},
                    secret=True)
    assert finding is not None
    assert finding.message == complaint
    [row] = finding.rows
    assert (row.expected, row.agrees) == (
        "another number" if yours == 6.0 else "a number", False)
