"""Smaller examples of what failed, once the verdict stands: a student has less to read.

What to try next hangs on how the last one came out. Where a mistake was met before, all that will
be tried is foreseen and asked in one process, since a process costs more than what runs in it.
What is shown in the end comes from a process of its own, as all that a student is told. Code that
has answered otherwise when it was asked again is asked all of it alone: what is shown must not hang
on what this process has graded before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .interview import Both, Interview
from .judge import Finding, ReferenceFault, Rule, judge
from .records import Probe
from .retold import Retold, Shrink
from .suite import Check

MOST_TRIED = 150  # probes, for one failure

_retold = Retold()  # of this process


@dataclass(frozen=True)
class Failed:
    """A check that did not pass, what was found, and how to make that smaller if it can be."""

    check: Check
    finding: Finding
    shrink: Shrink | None = None


def make_smaller(
    interview: Interview, failed: Sequence[Failed], rules: Mapping[str, Rule]
) -> dict[str, Finding]:
    """By check id, what is found with smaller examples, where there are any.

    No verdict hangs on it: where a suite's own way to make one smaller fails, the first one stays.
    """
    foreseen = interview.beforehand(list(dict.fromkeys(
        probe for each in failed if each.shrink and interview.steady
        for probe in _retold.expected(each.shrink, each.finding.probe, each.finding.rows))))
    found = {each.check.id: _smaller(each, interview, rules[each.check.id], foreseen)
             for each in failed if each.shrink}
    unsure = list(dict.fromkeys(finding.probe for finding in found.values()
                                if finding.probe in foreseen))
    sure = dict(zip(unsure, interview.aside(unsure), strict=True))
    for each in failed:
        id, rule = each.check.id, rules[each.check.id]
        if id in found and found[id].probe in sure:
            again = _judged(found[id].probe, sure[found[id].probe], interview, rule)
            found[id] = again or _smaller(each, interview, rule, {})
    return found


def _smaller(
    failed: Failed, interview: Interview, rule: Rule, foreseen: Mapping[Probe, Both]
) -> Finding:
    smallest = failed.finding
    left = MOST_TRIED

    def fails(probe: Probe) -> bool:
        nonlocal smallest, left
        left -= 1
        if left < 0:
            return False
        replies = foreseen.get(probe) or interview.both(probe)
        tried = _judged(probe, replies, interview, rule)
        if tried is not None and len(probe.code) <= len(smallest.probe.code):
            smallest = tried
        return tried is not None

    assert failed.shrink is not None
    try:
        _retold.shrink(failed.shrink, failed.finding.probe, fails, failed.finding.rows)
    except Exception:
        return failed.finding
    return smallest


def _judged(probe: Probe, replies: Both, interview: Interview, rule: Rule) -> Finding | None:
    """What is wrong with the reply to one probe; None where nothing is that tells of a mistake."""
    mine, right = replies
    try:
        finding = judge([probe], [mine], [right], states=interview.loaded.states,
                        through=rule.through, rel=rule.rel)
    except ReferenceFault:  # a recording does not know this one
        return None
    return finding if finding is not None and finding.outcome == "failed" else None
