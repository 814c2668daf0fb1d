"""Judging: observations in, a finding out; whatever the student's side holds, no crash."""

from __future__ import annotations

import pytest
from hypothesis import given
from test_compare import plain

from grader.judge import ReferenceFault, blocked_by, judge
from grader.records import Node, Observation, Probe, Raised, Silence, Thing

PROBE = Probe("x = 1", ("x", "y"))
RIGHT = Observation((1.0, [Node("a")]))


def found(yours, expected=RIGHT, **more):
    return judge([PROBE], [yours], [expected], states=more.pop("states", {}), **more)


def test_agreement_finds_nothing():
    assert found(Observation((1, [Node("a")]))) is None


def test_a_finding_shows_what_was_tried_what_came_out_and_what_should_have():
    finding = found(Observation((2.0, [Node("a")]), printed="hello"))
    assert finding.outcome == "failed" and finding.probe == PROBE and finding.printed == "hello"
    assert finding.message == "x is 2.0; 1.0 was expected."
    assert [(row.expression, row.yours, row.expected, row.agrees) for row in finding.rows] == [
        ("x", "2.0", "1.0", False), ("y", "[a]", "[a]", True)]


@pytest.mark.parametrize("answer, message", [
    (Raised("TypeError", "bad", "engine.py, line 3"),
     "x raised TypeError: bad (engine.py, line 3)."),
    (Raised("NotImplementedError", "4.2: the seed"), "Not written yet: 4.2: the seed."),
    (Thing("Value"), "x is an object of type Value; a number was expected."),
    (None, "x is None; 1.0 was expected."),
    (True, "x is True; 1.0 was expected."),
    (1.0 + 1e-8, "x is 1.00000001; 1.0 was expected."),
])
def test_the_message_says_it_in_one_sentence(answer, message):
    assert found(Observation((answer, [Node("a")]))).message == message


def test_what_the_snippet_itself_raised_is_shown_once():
    raised = Raised("NotImplementedError", "2: set the attributes")
    [row] = found(Observation((raised, raised))).rows
    assert (row.expression, row.expected) == ("x", "1.0")


def test_silence_keeps_its_outcome_and_reason():
    finding = found(Silence("timeout", "It did not end within 5 s."))
    assert (finding.outcome, finding.message) == ("timeout", "It did not end within 5 s.")


def test_a_silent_reference_is_the_graders_fault():
    with pytest.raises(ReferenceFault):
        found(RIGHT, Silence("crashed", "x"))


def test_a_reference_that_raises_is_no_answer_to_agree_with():
    raised = Observation((1.0, Raised("TypeError", "x")))
    with pytest.raises(ReferenceFault):
        found(raised, raised)


def test_a_projection_goes_over_both_sides_first():
    def only_x(answers):
        return {"x": abs(answers["x"])}

    assert found(Observation((-1.0, None)), through=only_x) is None
    assert found(Observation((-2.0, None)), through=only_x).rows[0].expected == "1.0"


@given(plain, plain)
def test_a_projection_that_chokes_on_a_students_answer_is_the_students_failure(a, b):
    def demanding(answers):
        return {"sum": answers["x"] + answers["y"][0].name.count("a")}

    finding = found(Observation((a, b)), through=demanding)
    assert finding is None or finding.outcome == "failed"


STATES = {"engine": ("missing", "SyntaxError at engine.py, line 1: invalid syntax"),
          "nn": ("partial", "NameError at nn.py, line 9: name 'x' is not defined"),
          "manual": ("missing", "")}


@pytest.mark.parametrize("error, message, cause", [
    ("ImportError", "engine does not load: SyntaxError",
     "engine.py could not be loaded: SyntaxError at engine.py, line 1: invalid syntax."),
    ("ImportError", "cannot import name 'MLP' from 'nn' (nn.py)",
     "nn.py stopped before it defined MLP: NameError at nn.py, line 9: name 'x' is not defined."),
    ("ImportError", "cannot import name 'best_step' from 'warmup' (warmup.py)",
     "warmup.py does not define best_step."),
    ("ImportError", "cannot import name 'Value' from '__main__' (unknown location)",
     "The notebook does not define Value."),
    ("ModuleNotFoundError", "No module named 'manual'", "manual.py was not handed in."),
    ("ModuleNotFoundError", "engine.Value was used, but engine does not have it",
     "engine.py could not be loaded: SyntaxError at engine.py, line 1: invalid syntax."),
    ("ModuleNotFoundError", "nn.MLP was used, but nn does not have it",
     "nn.py stopped before it defined MLP: NameError at nn.py, line 9: name 'x' is not defined."),
    ("TypeError", "No module named 'manual'", ""),
    ("ModuleNotFoundError", "No module named 'elsewhere'", ""),
])
def test_a_check_that_could_not_be_tried_names_its_cause(error, message, cause):
    observation = Observation((Raised(error, message),) * 2)
    assert blocked_by(observation, STATES) == cause
    finding = found(observation, states=STATES)
    assert finding.outcome == ("blocked" if cause else "failed")


def test_an_import_that_fails_inside_the_students_own_function_is_no_block():
    observation = Observation((Raised("ModuleNotFoundError", "No module named 'manual'",
                                      "engine.py, line 3"),) * 2)
    assert blocked_by(observation, STATES) == ""
