"""`result.json` says exactly what the documented schema says."""

import json

import pytest
from cards import card, check, filled

from grader.report.result import dumps, result

KEYS = {
    "": "schema submission score max_score bonus parts checks diagnoses notes signs grader",
    "submission": "name digest kind",
    "parts": "id title score max_score carried_forward",
    "checks": "id part title outcome points max_points hidden message hint probe rows carried "
              "unjudged",
    "diagnoses": "id part title explanation confidence explains",
    "grader": "version suite_digest python torch carrier",
}


@pytest.mark.parametrize("where", KEYS)
def test_keys_stand_in_the_order_of_the_schema(where):
    data = json.loads(dumps(card()))
    found = data[where] if where else data
    for each in found if isinstance(found, list) else [found]:
        assert list(each) == KEYS[where].split()


def test_rows_have_three_keys():
    [row] = result(card(checks=(check(rows=check().rows[:1]),)))["checks"][0]["rows"]
    assert row == {"expression": "L.grad", "yours": "0.0", "expected": "1.0"}


def test_numbers_are_floats_without_dust():
    data = result(card(score=0.1 + 0.2, max_score=100, bonus=10))
    assert json.dumps([data["score"], data["max_score"], data["bonus"]]) == "[0.3, 100.0, 10.0]"


def test_no_mark_stays_null():
    assert json.loads(dumps(card(score=None)))["score"] is None


def test_the_hint_is_the_first_one_or_nothing():
    first, none = result(card(checks=(check(), check(hints=()))))["checks"]
    assert first["hint"] == "What is the slope of L with respect to itself?"
    assert none["hint"] == ""


def test_the_text_is_utf_8_and_ends_with_a_newline():
    text = dumps(filled(card(), "Zoë \ud800 \u202e"))
    assert text.encode("utf-8").endswith(b"}\n")
    assert json.loads(text)["submission"]["name"] == "Zoë \ufffd \u202e"


def test_the_same_card_gives_the_same_text():
    assert dumps(card()) == dumps(card())


def test_what_is_no_number_is_the_graders_fault():
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(card(score=float("nan")))
