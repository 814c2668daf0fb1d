"""JUnit XML: a testsuite for each submission, for whatever shows test reports."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from ..records import CheckResult, Scorecard
from ..report.view import shown_checks
from ..report.words import OUTCOMES, number, shown
from ..standing import Standing
from ..text import for_xml
from .gradescope import told
from .scores import final_mark, reasons

TEXT = 10_000


def junit(
    results: Sequence[tuple[Scorecard, Sequence[Standing]]], *, show_hidden: bool
) -> str:
    """All checks of these results; a hidden one by title and outcome, unless `show_hidden`.

    What was decided for those who handed one in stands in its properties.
    """
    top = ElementTree.Element("testsuites", name="micrograde")
    totals = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for card, standings in results:
        suite = _suite(card, standings, show_hidden=show_hidden)
        top.append(suite)
        for key in totals:
            totals[key] += int(suite.get(key, "0"))
    for key, value in totals.items():
        top.set(key, str(value))
    ElementTree.indent(top)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            + ElementTree.tostring(top, encoding="unicode") + "\n")


def _suite(
    card: Scorecard, standings: Sequence[Standing], *, show_hidden: bool
) -> ElementTree.Element:
    checks = shown_checks(card.checks, show_hidden=show_hidden, trusted=False)
    many = [_kind(check) for check in checks]
    suite = ElementTree.Element(
        "testsuite", name=_text(card.name), tests=str(len(checks)),
        failures=str(many.count("failure")), errors=str(many.count("error")),
        skipped=str(many.count("skipped")), time="0")
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in _properties(card).items():
        ElementTree.SubElement(properties, "property", name=name, value=value)
    for one in standings:
        if one.by_hand:
            ElementTree.SubElement(properties, "property", name="by hand", value=_decided(one))
    for check in checks:
        suite.append(_case(check))
    return suite


def _properties(card: Scorecard) -> dict[str, str]:
    score = {} if card.score is None else {"score": number(card.score)}
    carried = sum(part.carried_forward for part in card.parts)
    return score | {"max_score": number(card.max_score), "bonus": number(card.bonus),
                    "carried_forward": number(carried)}


def _decided(one: Standing) -> str:
    return _text(f"{one.student.name}: {'; '.join(reasons(one))}: {final_mark(one)}")


def _kind(check: CheckResult) -> str:
    """`failure` is a wrong answer, `error` no answer, `skipped` nothing asked."""
    if check.outcome == "passed":
        return ""
    if check.outcome == "not_graded":
        return "skipped"
    return "failure" if check.outcome == "failed" else "error"


def _case(check: CheckResult) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname=_text(f"part {check.part}"),
                               name=_text(check.title), time="0")
    kind = _kind(check)
    if kind:
        message = check.message or OUTCOMES[check.outcome]
        inner = ElementTree.SubElement(case, kind, message=_text(message))
        if kind != "skipped":
            inner.set("type", check.outcome)
            inner.text = _text(told(check))
    return case


def _text(text: str) -> str:
    return for_xml(shown(text, TEXT))
