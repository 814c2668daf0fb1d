"""Tests of `grader.text`: what is shown of a student's text does nothing but stand there."""

import codeop

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course import load_course
from grader.grade import Setting, collect
from grader.text import inert, pasteable, scrub


def test_plain_text_stays_with_its_newlines_and_tabs() -> None:
    assert scrub("a\tb\nß 値 🎓", 80) == "a\tb\nß 値 🎓"


@pytest.mark.parametrize(
    "unfit",
    [
        *["\x00", "\x07", "\x08", "\r", "\x1b", "\x7f", "\x85", "\x9b"],
        *["\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"],
        *["\u2028", "\u2029", "\ud800", "\udfff"],
    ],
)
def test_what_a_terminal_or_a_reader_would_obey_becomes_a_question_mark(unfit: str) -> None:
    assert scrub(f"a{unfit}b", 80) == "a?b"


def test_an_escape_sequence_is_only_its_letters() -> None:
    assert scrub("\x1b[2J\x1b]0;title\x07", 80) == "?[2J?]0;title?"


@pytest.mark.parametrize(("limit", "cut"), [(5, "abcde"), (4, "abc…"), (1, "…")])
def test_long_text_is_cut_with_an_ellipsis_within_the_limit(limit: int, cut: str) -> None:
    assert scrub("abcde", limit) == cut


@pytest.mark.parametrize(("text", "printed"), [
    ("::error::x", ": :error::x"),
    ("a\n \t::add-mask::1\n", "a\n \t: :add-mask::1\n"),
    ("x ##[error]y ###[z", "x ## [error]y ### [z"),
    ("##vso[task.setvariable]", "## vso[task.setvariable]"),
    ("d[::2] # [1] ## vso a::b", "d[::2] # [1] ## vso a::b"),
])
def test_what_a_runner_would_obey_is_parted(text: str, printed: str) -> None:
    assert inert(text) == printed
    assert inert(printed) == printed


@settings(deadline=None, derandomize=True)
@given(st.text(st.characters()), st.integers(1, 50))
def test_it_can_be_written_is_never_too_long_and_is_stable(text: str, limit: int) -> None:
    once = scrub(text, limit)
    once.encode()
    assert len(once) <= limit
    assert scrub(once, limit) == once


def typed(code: str) -> list[str]:
    """The statements that a prompt makes of lines that are pasted into it."""
    found, waiting = [], ""
    for line in [*code.split("\n"), ""]:
        waiting += line if not waiting else f"\n{line}"
        if codeop.compile_command(waiting, symbol="single") is not None:
            found.append(waiting)
            waiting = ""
    assert waiting == ""
    return [each for each in found if each]


def test_every_snippet_can_be_pasted_into_a_prompt() -> None:
    for check in collect(Setting(load_course(), "plain")):
        for probe in check.probes:
            assert len(typed(pasteable(probe.code))) >= 1
            compile(pasteable(probe.code), "pasted", "exec")


def test_a_block_ends_in_an_empty_line_and_has_none() -> None:
    code = "def f(x):\n    y = x\n\n    return y\nz = f(1)\nif z:\n    f(2)\nelse:\n    f(3)\nf(4)"
    assert len(typed(pasteable(code))) == 4
    with pytest.raises(SyntaxError):
        typed(code)
    assert pasteable(pasteable(code)) == pasteable(code)
