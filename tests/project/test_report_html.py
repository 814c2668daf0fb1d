"""The HTML reports: what they say, what they keep to themselves, and that they are inert."""

import os
import re
import sys

import jinja2
import pytest
from cards import card, check, filled, passed
from pages import NASTY, Page

from grader.records import PartScore, Row
from grader.report import html
from grader.report.html import instructor, student

PAGES = {
    "student": lambda made: student(made, False),
    "student, hidden shown": lambda made: student(made, True),
    "instructor": instructor,
}


@pytest.fixture(params=PAGES)
def render(request):
    return PAGES[request.param]


def test_it_says_name_score_parts_and_notes(render):
    text = Page(render(card())).text
    assert "ada_lovelace" in text
    assert "61.5 / 100" in text
    assert "7.5 / 10" in text
    assert "The local rules of + and *" in text
    assert "engine.ipynb was left aside" in text


def test_a_failed_check_shows_how_to_see_it_again(render):
    text = Page(render(card(checks=(check(),)))).text
    for piece in (
        "backward() starts from 1.0", "failed · 0 / 2", "L = a * b + a L.backward()",
        "≠ differs L.grad 0.0 1.0", "= agrees b.data -3.0 -3.0", "visiting L visiting a",
        "Hint 1 of 3 What is the slope", "Hint 3 of 3 Ask somebody",
    ):  # fmt: skip
        assert piece in text


def test_the_next_thing_is_the_first_in_the_open(render):
    hidden = check("4.1:deep", part="4.1", hidden=True, title="A hidden one")
    source = render(card(checks=(hidden, check(), check("6:n"))))
    if render is PAGES["instructor"]:
        assert 'id="next"' not in source
        return
    first = "4.1:deep" if render is PAGES["student, hidden shown"] else check().id
    assert f'<a href="#check-{first}">' in source and source.count(f'id="check-{first}"') == 1
    assert source.index('id="next"') < source.index('id="parts"')


def test_what_keeps_code_from_running_is_next_in_its_place(render):
    blocked = check("2:x", outcome="blocked", message="engine.py could not be loaded.", rows=())
    source = render(card(checks=(blocked, check("6:n"))))
    assert ('href="#blocked"' in source) == (render is not PAGES["instructor"])


def test_hints_are_nested_and_only_the_first_is_open(render):
    source = render(card(checks=(check(),)))
    hints = source[source.index('<div class="hints">') :]
    assert [bool(mark) for mark in re.findall(r"<details( open)?>", hints)] == [True, False, False]
    assert hints.index("Ask somebody") < hints.index("</details>")


def test_a_cause_is_said_once_with_the_titles_beneath(render):
    text = Page(render(card())).text
    assert text.count("was never closed") == 1
    after = text[text.index("was never closed") :]
    assert after.index("3 checks wait for this") < after.index("A neuron draws its weights")


def test_hidden_content_is_nowhere_on_a_students_page():
    source = student(card(), False)
    assert "secret" not in source
    assert "Deep graphs come out right" in source
    assert "Hidden checks, by title alone" in source


def test_a_hidden_check_alone_with_its_cause_does_not_tell_it():
    made = card(checks=(check("6:mlp", title="MLP", outcome="blocked", message="no MLP",
                              hidden=True),))  # fmt: skip
    assert "no MLP" not in student(made, False)
    assert "could not run" in student(made, False)
    assert "no MLP" in instructor(made)


def test_hidden_points_are_nowhere_on_a_students_page():
    made = card(parts=(), checks=(check("4.2:x", max_points=7.25, hidden=True),))
    assert "7.25" not in student(made, False)
    assert "7.25" in student(made, True)


def test_the_sheet_may_show_hidden_checks():
    assert "secret probe" in student(card(), True)


def test_the_instructor_sees_everything():
    text = Page(instructor(card())).text
    for piece in ("secret probe", "secret hint", "secret yours", "4.2:secret", "c0ffee", "5" * 64,
                  "3.11.7", "bubblewrap", "grads-are-set", "Not for the student"):  # fmt: skip
        assert piece in text


@pytest.mark.parametrize("render_it", [lambda made: student(made, False), instructor])
def test_without_a_mark_it_says_so_and_gives_none(render_it):
    made = card(score=None, checks=(check(outcome="grader_error", message="KeyError"),))
    text = Page(render_it(made)).text
    assert "The grader failed on this submission; no mark is given." in text
    assert "no mark" in text.split("ada_lovelace")[1]
    assert "61.5" not in text
    assert "0 / 2" not in text


def test_what_the_grader_says_of_itself_is_for_the_instructor():
    made = card(checks=(check(outcome="grader_error", message="KeyError in reference"),))
    assert "KeyError" not in student(made, True)
    assert "This is not your mistake" in student(made, True)
    assert "KeyError" in instructor(made)


def test_a_part_not_graded_costs_nothing_and_says_so(render):
    text = Page(render(card())).text
    assert "The same in PyTorch Not graded here; it costs nothing." in text
    assert "+ bonus" not in text


def test_a_graded_bonus_stands_beside_the_score(render):
    bonus = PartScore("bonus", "The same in PyTorch", 7.5, 10.0, bonus=True)
    text = Page(render(card(bonus=7.5, parts=(bonus,)))).text
    assert "61.5 / 100 + bonus 7.5 / 10" in text


def test_carried_points_stand_apart(render):
    text = Page(render(card())).text
    assert "4 of these points are carried forward" in text
    assert "4 carried forward" in text
    assert "carried" not in Page(render(card(parts=card().parts[:2]))).text


def test_a_refused_submission_says_why_once(render):
    refused = {"outcome": "blocked", "message": "It is a Word document.", "rows": ()}
    made = card(kind="refused", checks=(check(**refused), check("6:n", **refused)))
    text = Page(render(made)).text
    assert "Nothing of this submission could be graded." in text
    assert text.count("It is a Word document.") == 1


def test_all_passed_says_so(render):
    made = card(checks=(passed("1.1:a", "a"),), diagnoses=())
    text = Page(render(made)).text
    assert "Every check passed." in text
    assert "What to look at" not in text


def test_an_empty_card_is_a_page(render):
    Page(render(card(parts=(), checks=(), diagnoses=(), notes=())))


def test_nothing_that_comes_in_is_markup(render):
    page, plain = Page(render(filled(card(), NASTY))), Page(render(filled(card(), "x")))
    assert set(page.tags) <= set(plain.tags) | {"code"}
    assert "script" not in page.tags
    assert page.comments == []
    assert {name for name, _ in page.attributes} == {name for name, _ in plain.attributes}
    assert "{{ 7 * 7 }}" in page.text


def test_nothing_that_comes_in_turns_or_breaks_the_page(render):
    source = render(filled(card(), NASTY))
    source.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", source)


def test_nothing_is_loaded_from_elsewhere(render):
    source = render(card())
    assert not re.search(r"(src|href)=(?!\"#)|url\(|@import|<script|<link", source)
    assert "default-src 'none'" in source


def test_long_values_and_long_tables_are_cut(render):
    rows = tuple(Row(f"x{n}", "y" * 5000, "z", False) for n in range(150))
    source = render(card(checks=(check(rows=rows, printed="p" * 10_000, message="m" * 10_000),)))
    assert "50 more rows not shown." in source
    assert max(map(len, re.findall(r"[ympz]+…?", source))) == 2000


def test_the_same_card_gives_the_same_page(render):
    assert render(card()) == render(card())


def test_landmarks_language_and_headings_are_there(render):
    page = Page(render(card()))
    assert {"header", "main", "footer", "h1", "h2", "h3"} <= set(page.tags)
    assert page.tags.count("h1") == 1
    assert ("lang", "en") in page.attributes
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    labels = {each for name, value in page.attributes if name == "aria-labelledby"
              for each in value.split()}
    assert labels <= set(ids)


def luminance(color):
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_has_the_contrast_that_aa_asks_for(scheme):
    block = re.findall(r":root \{(.*?)\}", student(card(), False), re.DOTALL)[scheme]
    colors = dict(re.findall(r"--(\w+): (#\w{6});", block))
    for ink in ("ink", "quiet", "bad"):
        for paper in ("paper", "sheet", "wash"):
            lighter, darker = sorted(
                (luminance(colors[ink]), luminance(colors[paper])), reverse=True
            )
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (ink, paper)


# --- templates are kept compiled --------------------------------------------------------------


@pytest.fixture
def templates(tmp_path, monkeypatch):
    """One template in a folder of its own, and a way to render it as a new process would."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    (tmp_path / "a.html").write_text("one {{ 1 + 1 }}")

    def render():
        made = jinja2.Environment(loader=jinja2.FileSystemLoader(tmp_path),
                                  bytecode_cache=html._Compiled(tmp_path))
        return made.get_template("a.html").render()

    return tmp_path, render


def test_a_template_is_compiled_once(templates, monkeypatch):
    _, render = templates
    assert render() == "one 2"

    def compiled_again(*_, **__):
        raise AssertionError

    monkeypatch.setattr(jinja2.Environment, "_compile", compiled_again)
    assert render() == "one 2"


def test_a_template_that_was_changed_is_compiled_anew(templates):
    folder, render = templates
    render()
    (folder / "a.html").write_text("two {{ 2 + 2 }}")
    assert render() == "two 4"


def test_nothing_is_kept_where_python_is_to_keep_nothing(templates, monkeypatch):
    folder, render = templates
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert render() == "one 2" and os.listdir(folder) == ["a.html"]


def test_a_folder_that_cannot_be_written_to_is_no_obstacle(templates):
    folder, render = templates
    (folder / "__pycache__").write_text("a file, where a folder should be")
    assert render() == "one 2"
