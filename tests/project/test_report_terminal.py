"""The report for a terminal: what it says, and that it stays within its width."""

import re

import pytest
from cards import card, check, filled, passed
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.records import PartScore, Row
from grader.report.layout import cells
from grader.report.terminal import check_line, render, render_next, score_line

BONUS = PartScore("bonus", "PyTorch", 10.0, 10.0, bonus=True)


def plain(made, **options):
    return render(made, **{"color": False, "unicode": True, "show_hidden": False} | options)


@pytest.mark.parametrize(
    ("score", "said"), [(81.0, "score 81 / 100"), (23.5, "score 23.5 / 100"),
                        (0.0, "score 0 / 100"), (1 / 3, "score 0.33 / 100"),
                        (None, "score none: the grader failed")],
)  # fmt: skip
def test_score_line(score, said):
    assert score_line(card(score=score)) == said


def test_score_line_names_the_bonus_only_where_it_was_graded():
    assert score_line(card(score=81.0, bonus=10.0, parts=(BONUS,))) == (
        "score 81 / 100 + bonus 10 / 10"
    )
    assert score_line(card(score=81.0, bonus=0.0)) == "score 81 / 100"


def test_check_line_says_what_hidden_checks_decide():
    made = card(score=23.5, max_score=60.0)
    assert check_line(made, 40.0) == "score 23.5 / 60 (hidden checks decide 40 more)"
    assert check_line(made, 0.0) == "score 23.5 / 60"
    assert check_line(card(score=None), 40.0) == "score none: the grader failed"


def test_a_failed_check_reads_what_was_tried_what_came_out_and_a_hint():
    text = plain(card(checks=(check(),)))
    steps = [
        "4.2 Backpropagation over the whole graph",
        "  ✗ `backward()` starts from 1.0 (failed, 0 / 2)",
        "    L.grad is 0.0; 1.0 was expected.",
        "\nL = a * b + a\nL.backward()\n",
        "               yours  expected",
        "    ≠  L.grad  0.0    1.0",
        "       b.data  -3.0   -3.0",
        "      visiting L",
        "    Hint: What is the slope of L with respect to itself?",
    ]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert "Ask somebody" not in text


def test_a_bar_is_full_or_empty_only_where_the_part_is():
    almost = PartScore("1", "Almost", 99.9, 100.0)
    barely = PartScore("2", "Barely", 0.1, 100.0)
    text = plain(card(parts=(almost, barely, PartScore("3", "All", 5.0, 5.0))))
    bars = [line.split()[2] for line in text.splitlines() if "█" in line]
    assert bars == ["█" * 19 + "░", "█" + "░" * 19, "█" * 20]


def test_a_cause_is_said_once():
    text = plain(card())
    assert text.count("was never closed") == 1
    assert "    6 A layer of one gives the Value alone" in text


def test_hidden_checks_are_titles_alone():
    text = plain(card())
    assert "secret" not in text
    assert "✗ 4.2 Deep graphs come out right (failed)" in plain(card(diagnoses=()))
    assert "secret probe" in plain(card(diagnoses=()), show_hidden=True)


def test_what_a_mistake_explains_stands_under_it_and_only_there():
    text = plain(card())
    assert "It explains 2 checks." in text
    assert "`_backward` adds to the grad that is there" not in text
    assert "Deep graphs come out right" not in text
    whole = plain(card(), limit=None)
    assert whole.count("`_backward` adds to the grad that is there") == 1
    assert "✗ 4.2 Deep graphs come out right (failed)" in whole
    assert "secret" not in whole


def test_one_part_can_be_shown_alone():
    text = plain(card(diagnoses=()), part="4.1")
    assert "`_backward` adds to the grad that is there" in text
    assert "starts from 1.0" not in text
    assert "0 of 1 check passed." in text
    assert "starts from 1.0" in plain(card(), part="4")


def test_what_is_carried_and_what_could_not_be_judged_says_so():
    made = card(diagnoses=(), checks=(check(carried=1.5), check("4.2:once", unjudged=True)))
    text = " ".join(plain(made).split())
    assert "(failed, 0 / 2, 1.5 carried forward)" in text
    assert "could not be judged" in text


def test_what_is_not_shown_is_counted():
    many = tuple(check(f"4.2:c{n}", title=f"Rule {n}") for n in range(9))
    text = plain(card(checks=many), limit=2)
    assert "Rule 1" in text
    assert "Rule 2" not in text
    assert "7 more did not pass, not shown: 7 in 4.2." in text
    assert "Rule 8" in plain(card(checks=many), limit=None)


def test_of_a_long_table_the_rows_that_differ_are_shown():
    rows = tuple(Row(f"x{n}", "1", "1" if n % 10 else "2", bool(n % 10)) for n in range(40))
    text = plain(card(checks=(check(rows=rows),)))
    assert [f"x{n}" in text.split() for n in (0, 10, 20, 30, 1)] == [True, True, True, True, False]
    assert "and 36 more rows" in text


def test_a_table_too_wide_is_a_list():
    made = card(checks=(check(rows=(Row("f(x)", "1" * 100, "2", False),)),))
    assert f"""
    ≠ f(x)
      yours     {"1" * 64}
                {"1" * 36}
      expected  2
""" in plain(made)


def test_without_a_mark_it_says_so():
    text = plain(card(score=None))
    assert "The grader failed on this submission; no mark is given." in text
    assert "█" not in text


def test_all_passed_says_so():
    assert "Every check passed." in plain(card(checks=(passed("1.1:a", "a"),)))


def test_a_part_not_graded_says_so():
    assert re.search(r"bonus +The same in PyTorch +not graded\n", plain(card()))


def test_colour_changes_nothing_but_colour():
    colored = plain(card(), color=True)
    assert "\x1b[31m✗\x1b[0m" in colored
    assert re.sub(r"\x1b\[\d+m", "", colored) == plain(card())


def test_without_colour_and_unicode_it_is_ascii():
    made = filled(card(), "Zoë … “x” ≠ 漢字 \u202e\x1b[31m\ud800")
    text = plain(made, unicode=False, show_hidden=True, limit=None)
    assert text.isascii()
    assert text.isprintable() or set(text) - {"\n"} <= set(map(chr, range(32, 127)))
    assert "Zo\\xeb" in text


def test_nothing_that_comes_in_reaches_the_terminal_as_a_command():
    text = plain(filled(card(), "a\x1b[2Jb\x07\r\x9b31mc\u202ed\ud800"), limit=None)
    text.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


TEXTS = st.text(max_size=200) | st.text("ab 漢\u0301\n`é", max_size=200) | st.just("x" * 900)


@settings(deadline=None)  # a busy machine is slow
@given(TEXTS, st.integers(40, 130), st.booleans(), st.booleans())
def test_no_line_is_wider_than_the_terminal(text, width, unicode, show_hidden):
    for made in (filled(card(), text), card(checks=(check(title=text, rows=(
            Row(text, text, text, False), Row("a", "1", "1", True))),))):  # fmt: skip
        shown = plain(made, width=width, unicode=unicode, show_hidden=show_hidden, limit=None)
        assert max(map(cells, shown.split("\n"))) <= width
        assert unicode or shown.isascii()


# --- one next thing -------------------------------------------------------------------------


def one_thing(made, next_one, level=1, **options):
    return render_next(made, next_one, level, **{"color": False, "unicode": True} | options)


def test_one_thing_is_said_and_no_other():
    text = one_thing(card(), check())
    assert text.count("Next: ") == 1
    assert "Next: 4.2 Backpropagation over the whole graph\n  ✗ `backward()` starts" in text
    assert "`_backward` adds to the grad" not in text


def test_the_hint_is_of_the_level_that_was_asked_for():
    for level, hint in enumerate(check().hints, 1):
        text = one_thing(card(), check(), level)
        assert f"Hint {level} of 3: {hint[:20]}" in text
        assert sum(other[:20] in text for other in check().hints) == 1
        assert ("That is the last hint." in text) == (level == 3)


def test_what_is_not_written_yet_has_no_table():
    stub = check(message="Not written yet: 4.2: run each _backward once.")
    text = one_thing(card(), stub)
    assert "Not written yet: 4.2: run each" in text
    assert "expected" not in text
    assert "L.backward()" in text


def test_what_cannot_run_says_the_cause_the_line_and_how_many_wait():
    cause = "engine.py could not be loaded: SyntaxError at engine.py, line 3: '(' was never closed."
    waiting = [check(f"2:c{n}", outcome="blocked", message=cause, probe="", rows=(), printed="")
               for n in range(3)]
    text = one_thing(card(checks=tuple(waiting), notes=(cause,)), waiting[0], quote="x = (1")
    assert " ".join(text.split()).count("was never closed") == 1
    assert "\n      x = (1\n" in text
    assert "3 checks wait for it." in text


def test_what_passed_before_and_fails_now_is_said_first():
    cause = "nn.py could not be loaded."
    gone = [check("2:a", title="The first rule."), *(
        check(f"6:{n}", outcome="blocked", message=cause) for n in range(12))]
    for text in (one_thing(card(), check(), lost=gone), plain(card(), lost=gone)):
        assert text.index("Passed before, and fails now") < text.index("█") < text.index("4.2")
        assert "✗ 2 The first rule\n  ✗ 12 checks cannot run now. nn.py could not" in text


def test_what_hidden_checks_decide_stands_beside_each_part():
    made = card(parts=(PartScore("1", "All", 5.0, 5.0), PartScore("2", "None", 0.0, 2.5)))
    text = one_thing(made, None, hidden_points={"1": 1.5, "2": 0.0})
    assert "1  All   ██████████    5 / 5  + 1.5 hidden\n" in text
    assert "2  None  ░░░░░░░░░░  0 / 2.5\n" in text


def test_on_a_low_screen_the_parts_take_two_lines_at_most():
    parts = tuple(PartScore(f"{n}.1", "A long title", n, 9.0) for n in range(1, 11))
    text = one_thing(card(parts=parts), check(), low=True)
    assert "1.1 █░░░░  2.1 █░░░░" in text
    assert sum("█" in line for line in text.splitlines()) == 2


def test_in_plain_all_is_words():
    for text in (one_thing(card(), check(), plain=True), plain(card(), plain=True),
                 one_thing(card(), check(), plain=True, low=True)):
        assert not set(text) & set("█░✗≠\x1b")
        assert "Differs: L.grad: yours 0.0, expected 1.0." in text
        assert "Agrees: b.data: yours -3.0, expected -3.0." in text
    spoken = one_thing(card(parts=(PartScore("4.2", "All of it", 3.0, 7.0),)), None, plain=True,
                       hidden_points={"4.2": 2.0})
    assert "4.2 All of it: 3 of 7 points + 2 hidden." in spoken


@settings(deadline=None)
@given(TEXTS, st.integers(40, 130), st.booleans(), st.booleans())
def test_no_line_of_one_thing_is_wider_either(text, width, unicode, plain_paper):
    made = filled(card(), text)
    for low in (False, True):
        shown = one_thing(made, made.checks[0], 2, width=width, unicode=unicode, low=low,
                          plain=plain_paper, lost=made.checks, quote=text,
                          hidden_points={part.id: 2.25 for part in made.parts})
        assert max(map(cells, shown.split("\n"))) <= width
