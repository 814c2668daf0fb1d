"""Tests of `grader.text`: what is shown of a student's text does nothing but stand there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.text import inert, scrub


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
