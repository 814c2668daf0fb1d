"""Comparing: what agrees by the contract, and what never does."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.compare import agrees, show
from grader.records import Node, Raised, Thing

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(max_size=5)
    | st.builds(Node, st.text(max_size=3)) | st.builds(Raised, st.text(max_size=3), st.just("")),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.integers(0, 5) | st.text(max_size=2), inner, max_size=3)
    | st.builds(Thing, st.sampled_from(["set", "X"]), st.none() | st.tuples(inner, inner)),
    max_leaves=8,
)


@given(plain)
def test_everything_agrees_with_itself(value):
    assert agrees(value, value)


@given(plain, plain)
def test_no_pair_is_too_odd_to_compare_and_show(a, b):
    assert agrees(a, b) in (True, False)
    assert isinstance(show(a), str) and len(show(a)) <= 1_300


@given(st.floats(-1e300, 1e300), st.floats(-10, 10))
def test_the_tolerance_is_the_contracts(expected, times):
    yours = expected + times * 1e-9 * max(1.0, abs(expected))
    within = abs(yours - expected) <= 1e-9 * max(1.0, abs(expected))
    assert agrees(yours, expected) == within


@pytest.mark.parametrize("yours, expected", [
    (2, 2.0), (2.0, 2), (1.0 + 9e-10, 1.0), (1e12 + 500, 1e12), ([1, 2], [1.0, 2.0]),
    ({1: 2}, {1.0: 2.0}), (math.nan, math.nan), (math.inf, math.inf),
    (Thing("set", (Node("a"), Node("b"))), Thing("set", (Node("b"), Node("a")))),
    (Raised("TypeError", "mine"), Raised("TypeError", "other")),
])
def test_these_agree(yours, expected):
    assert agrees(yours, expected)


@pytest.mark.parametrize("yours, expected", [
    (True, 1), (1, True), (False, 0.0), ("1.0", 1.0), (None, 0.0), (1.0 + 2e-9, 1.0),
    (math.nan, 1.0), (1.0, math.nan), (math.inf, 1e308), (-math.inf, math.inf), (1e308, math.inf),
    ([1.0], 1.0), ([1.0, 2.0], [1.0]), ([], [1.0]), ({"a": 1.0}, {"a": 1.0, "b": 1.0}),
    ({"a": 1.0, "b": 1.0}, {"a": 1.0}), (Thing("float"), 1.0), (Node("a"), Node("b")),
    (Thing("Value"), Node("a")), (Raised("TypeError", ""), Raised("ValueError", "")),
    (Raised("TypeError", ""), 1.0), (1.0, Raised("TypeError", "")),
    (Thing("set", (Node("a"),)), Thing("set", (Node("a"), Node("b")))),
    (Thing("list", ()), Thing("list")),
])
def test_these_do_not(yours, expected):
    assert not agrees(yours, expected)


@pytest.mark.parametrize("value, text", [
    (1.0, "1.0"), (0.1 + 0.2, "0.3"), (1e-9, "1e-09"), (2, "2"), (True, "True"), (None, "None"),
    ("a", "'a'"), ([1.0, 2.5], "[1.0, 2.5]"), ({"a": 1.0}, "{'a': 1.0}"), (Node("a"), "a"),
    (Thing("Value"), "an object of type Value"), (Thing("set", (Node("b"), Node("a"))), "{a, b}"),
    (Thing("set", ()), "an empty set"), (Thing("deque", (1.0,)), "deque of 1.0"),
    (Raised("TypeError", "no"), "TypeError: no"), (Raised("KeyError", ""), "KeyError"),
    (math.nan, "nan"), (-math.inf, "-inf"), (2 / 3, "0.666666666667"), (1e22, "1e+22"),
])
def test_values_are_shown_as_a_person_reads_them(value, text):
    assert show(value) == text
