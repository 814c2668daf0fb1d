"""Recordings: what was answered comes back as it was, from a file that is always the same."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from grader.errors import OperatorError
from grader.observe import Group
from grader.recording import NOT_RECORDED, dump_recording, read_recording
from grader.records import Data, Node, Observation, Probe, Raised, Thing

PROBE = Probe("from engine import Value\na = Value(2.0)", ("a.grad",))


def through_a_file(known: dict[Probe, Observation], folder: Path) -> dict[Probe, Observation]:
    path = folder / "recording.json"
    path.write_text(dump_recording(known), encoding="utf-8")
    [replies] = read_recording(path).answer([Group(tuple(known), 1)])
    return dict(zip(known, replies, strict=True))  # type: ignore[arg-type]


VALUES: list[Data] = [
    None, True, False, 0, -7, 2**62, 0.0, -0.0, 0.1, 1e-300, 1e300, math.inf, -math.inf, "", "ü ✗",
    "two\nlines", [], [1, [2.0, "x"]], {}, {"a": 1, 2: [0.5], None: None, True: "t", 0.5: {}},
    Node("a"), Thing("Value"), Thing("set", ()), Thing("set", (Node("a"), Node("b"), 1)),
    [Node("b"), {"k": Thing("tuple", (math.inf,))}],
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_was(value, tmp_path):
    known = {PROBE: Observation((value,))}
    back = through_a_file(known, tmp_path)
    assert back == known
    assert repr(back) == repr(known)  # 1 and 1.0 and True are equal, and not the same


def test_nan_comes_back_as_nan(tmp_path):
    [back] = through_a_file({PROBE: Observation((math.nan,))}, tmp_path).values()
    assert isinstance(back.answers[0], float)
    assert math.isnan(back.answers[0])


def test_an_exception_comes_back_with_its_place_and_what_was_printed(tmp_path):
    raised = Raised("TypeError", "no", "engine.py, line 12", "raise TypeError('no')")
    two = Probe("x", ("a", "b"))
    known = {PROBE: Observation((raised,), "printed\n"), two: Observation((raised, 1.5))}
    assert through_a_file(known, tmp_path) == known


def test_the_order_of_asking_leaves_no_trace():
    known = {Probe(f"x = {n}", ("x",)): Observation((n,)) for n in range(20)}
    assert dump_recording(known) == dump_recording(dict(reversed(known.items())))


def test_a_probe_that_was_not_recorded_has_no_answer(tmp_path):
    path = tmp_path / "recording.json"
    path.write_text(dump_recording({PROBE: Observation((1,))}), encoding="utf-8")
    other = Probe(PROBE.code, ("a.data",))
    assert read_recording(path).answer([Group((other, PROBE), 1)]) == [
        [NOT_RECORDED, Observation((1,))]]


@pytest.mark.parametrize("text", [
    "", "[", "{}x", "[1]", '[["code", ["x"]]]', '[["code", ["x"], 1]]',
    '[["code", ["x"], {"answers": [], "printed": ""}]]',
])
def test_a_damaged_recording_is_told_from_an_answer(text, tmp_path):
    path = tmp_path / "recording.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OperatorError, match=r"is damaged\n  next: unpack the kit anew"):
        read_recording(path)
