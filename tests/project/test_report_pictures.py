"""The pictures of a report: graphs and curves, what they say to whom, and that they are inert."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from cards import CURVES, GRAPH, card, check, filled
from pages import NASTY, Page

from grader.records import Box, Call, Curve, Curves, Graph
from grader.report import curves, dot, graph
from grader.report.html import MOST_DRAWN, instructor, student


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


# --- graphs ---------------------------------------------------------------------------------


def test_a_box_has_its_data_your_grad_and_the_expected_one():
    svg = graph.draw(GRAPH, "p")
    said = texts(svg)
    at = said.index("a")
    assert said[at : at + 7] == ["a", "data", "2", "grad", "≠ −3", "expected", "−2"]
    assert [said.count(sign) for sign in ("+", "*", "L.backward()")] == [1, 1, 1]


def test_what_differs_is_told_by_more_than_a_colour():
    svg = graph.draw(GRAPH, "p")
    assert svg.count('class="box differs"') == texts(svg).count("≠ −3") == 1
    assert texts(svg).count("here") == 1


def test_the_mark_is_on_the_step_the_call_or_the_leaf():
    def marked(mark: str) -> list[str]:
        svg = graph.draw(replace(GRAPH, mark=mark), "p")
        return re.findall(r'<g class="(\w+)(?: differs)? marked">', svg)

    assert [marked("L"), marked("(1)"), marked(""), marked("a")] == [
        ["step"], ["step"], ["call"], ["box"]]


def test_numbers_that_look_alike_are_shown_with_more_digits():
    near = Box("a", "", "", (), "1.0", "0.123456001", "0.123456789", False)
    said = texts(graph.draw(Graph((near,), ("data", "grad"), (), "a", "It."), "p"))
    assert said[4:7] == ["≠ 0.1235", "expected", "0.123457"]


def test_it_can_be_heard():
    svg = graph.draw(GRAPH, "p7")
    assert 'role="img" aria-labelledby="p7-t p7-d"' in svg
    [desc] = re.findall(r'<desc id="p7-d">(.*?)</desc>', svg)
    assert desc == "The mark is on L = (1) + a. The grad differs at a. The table has all numbers."


def test_nothing_lies_on_anything_else():
    """Boxes and circles, by where the layout puts them."""
    text = graph.plan(GRAPH)
    [layout] = dot.layouts([text])
    assert layout is not None
    sizes = {id: (float(width) * 72, float(height) * 72) for id, width, height
             in re.findall(r"(\w\d+) \[width=([\d.]+) height=([\d.]+)\]", text)}
    assert set(sizes) == set(layout.at)
    places = sorted(layout.at)
    for one in places:
        for other in places[places.index(one) + 1 :]:
            (x, y), (u, v) = layout.at[one], layout.at[other]
            assert (abs(x - u) >= (sizes[one][0] + sizes[other][0]) / 2
                    or abs(y - v) >= (sizes[one][1] + sizes[other][1]) / 2), (one, other)
    for id, (x, y) in layout.at.items():
        assert x - sizes[id][0] / 2 + 1 >= 0 and x + sizes[id][0] / 2 <= layout.width + 1
        assert y - sizes[id][1] / 2 + 1 >= 0 and y + sizes[id][1] / 2 <= layout.height + 1


def test_leaves_are_on_the_left_and_the_output_on_the_right():
    [layout] = dot.layouts([graph.plan(GRAPH)])
    assert layout is not None
    across = [layout.at[id][0] for id in ("n0", "s2", "n2", "s3", "n3")]
    assert across == sorted(across)
    assert layout.at["c0"][0] == pytest.approx(layout.at["n3"][0])


def test_the_layout_hangs_on_no_number(monkeypatch):
    other = replace(GRAPH, mark="", boxes=tuple(
        replace(box, value="7.5", yours="nan", agrees=False) for box in GRAPH.boxes))
    dot.layouts([graph.plan(GRAPH)])
    monkeypatch.setattr(dot, "_asked", lambda texts: pytest.fail("it was asked again"))
    assert graph.draw(other, "p").startswith("<svg")


def test_many_graphs_are_laid_out_in_one_go(monkeypatch):
    monkeypatch.setattr(dot, "_known", {})
    asked = []
    real = dot._asked
    monkeypatch.setattr(dot, "_asked", lambda texts: asked.append(len(texts)) or real(texts))
    small = replace(GRAPH, boxes=GRAPH.boxes[:3], mark="", calls=(Call("b()", "(1)"),))
    found = dot.layouts([graph.plan(GRAPH), graph.plan(small), graph.plan(GRAPH)])
    assert asked == [2]
    assert found[0] == found[2] and found[0] != found[1]
    assert graph.draw.__wrapped__(small, "p").count("<rect") == 3 + 1 + 2


@pytest.mark.parametrize("broken", ["missing", "silent"])
def test_without_the_program_the_table_has_to_do(monkeypatch, tmp_path, broken):
    program = tmp_path / "dot"
    if broken == "silent":
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    monkeypatch.setattr(dot, "DOT", program)
    monkeypatch.setattr(dot, "_known", {})
    monkeypatch.setattr(graph, "draw", graph.draw.__wrapped__)
    page = Page(student(card(checks=(check(),)), False))
    assert "svg" not in page.tags
    assert "≠ differs a 2.0 -3.0 -2.0" in page.text


# --- curves ---------------------------------------------------------------------------------


def test_each_run_has_a_panel_with_both_lines():
    svg = curves.draw(CURVES, "p")
    assert svg.count("<svg") == 2
    assert [text for text in texts(svg) if "lr" in text] == ["loss, lr = 0.01", "loss, lr = 0.1"]
    assert svg.count('path class="yours"') == svg.count('path class="expected"') == 4  # and the key


def test_what_cannot_stand_on_the_axis_is_left_out_of_the_line():
    panel = curves.draw(CURVES, "p").split("<svg")[1]
    assert panel.count("<circle") == 2 + 1  # the key has one
    assert "nan" not in panel


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


def test_the_axis_is_logarithmic():
    run = Curve("", (100.0, 10.0, 1.0), (100.0, 1.0, 0.01))
    svg = curves.draw(Curves((run,), ("step", "loss"), "It."), "p")
    [mine, _] = re.findall(r'path class="yours" d="([^"]+)"', svg)
    heights = [y for _, y in points(mine)]
    assert heights[1] - heights[0] == pytest.approx(heights[2] - heights[1], abs=0.2)
    assert {"100", "0.01"} <= set(texts(svg))


@pytest.mark.parametrize("low", [5e-324, 1e-300, 1e-12, 0.0123, 1.0, 3.0])
@pytest.mark.parametrize("high", [3.0, 12.0, 1e9, 1e300, 1.7e308])
def test_all_points_are_inside_whatever_their_size(low, high):
    run = Curve("", (low, high), (high, low))
    svg = curves.draw(Curves((run,), ("step", "loss"), "It."), "p")
    for path in re.findall(r'path class="(?:yours|expected)" d="(M[^h"]+)"', svg):
        for x, y in points(path):
            assert curves.LEFT <= x <= curves.LEFT + curves.PLOT[0]
            assert curves.TOP - 0.1 <= y <= curves.TOP + curves.PLOT[1] + 0.1
    ticks = re.findall(r'class="tick"[^>]*>([^<]+)<', svg)
    assert 2 <= len(ticks) <= 7 and len(set(ticks)) == len(ticks)
    assert not {"inf", "0"}.intersection(ticks)


def test_a_run_without_a_number_has_no_picture_but_a_table():
    empty = Curves((Curve("", (None,), (0.0,)),), ("step", "loss"), "It.")
    assert curves.draw(empty, "p") == ""
    page = Page(student(card(checks=(check(picture=empty),)), False))
    assert "1 none 0" in page.text


# --- on the page ----------------------------------------------------------------------------


@pytest.mark.parametrize("render", [lambda made: student(made, False), instructor])
def test_a_picture_has_a_caption_and_a_table(render):
    text = Page(render(card())).text
    assert "is the first step that hands down something else" in text
    assert "≠ differs a 2.0 -3.0 -2.0" in text
    assert "= agrees L = (1) + a look here -4.0 1.0 1.0" in text
    assert "step Yours Expected Yours Expected 1 4 4 4 4 2 2 2 40 0.4 3 none 1 none 0.04" in text


def test_a_hidden_checks_picture_is_the_instructors():
    assert "secret caption" not in student(card(), False)
    assert "secret caption" in student(card(), True)
    assert "secret caption" in instructor(card())
    assert student(card(), False).count("<figure ") == 2


def test_what_comes_in_is_text_in_a_picture_too():
    page = Page(student(filled(card(), NASTY), True))
    assert "script" not in page.tags and "img" not in page.tags
    assert "svg" in page.tags


def test_ids_are_each_their_own():
    made = card(checks=tuple(check(f"4.2:c{n}", title=f"Rule {n}.", picture=(GRAPH, CURVES)[n % 2])
                             for n in range(6)))
    page = Page(instructor(made))
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids)) > 6
    named = {each for name, value in page.attributes if name == "aria-labelledby"
             for each in value.split()}
    assert named <= set(ids)


def test_a_page_stays_a_light_one_however_much_there_is_to_draw():
    many = tuple(check(f"4.2:c{n}", title=f"Rule {n}.", rows=(), probe="", printed="", hints=())
                 for n in range(60))
    source = student(card(checks=many), False)
    assert 10 < source.count("<svg") < 60 == source.count("<figure ")
    assert sum(map(len, re.findall(r"<svg.*?</svg>", source, re.DOTALL))) <= MOST_DRAWN
    assert len(source) < 300_000
