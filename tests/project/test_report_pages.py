"""The pages of the sample submissions, as a reader has them: in a browser, narrow, dark, on paper.

What is wanted of each page: no complaint, no request, nothing serious for axe, nothing to scroll
sideways at 360 px, the same text without scripts, and no row cut in two where it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from cards import card
from grading import STORIES, Bench
from pilot import Pilot

from grader.report.html import instructor, student

NAMES = sorted(path.name for path in STORIES.iterdir() if path.is_dir())
QUICK = ["overwritten_gradient"]
LIGHT = 300_000  # bytes
AXE = resources.files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")

OPEN = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
# Whatever sticks out to the right, but for what lies in a box that can be scrolled by itself.
WIDER = """
    [...document.querySelectorAll("body *")].filter((each) =>
        each.getBoundingClientRect().right > innerWidth + 0.5
        && !each.closest(".scroll, pre, svg, .aside")).map((each) => each.outerHTML.slice(0, 120))
"""
# What passes is counted and not listed: to name each element takes longer than to look at it.
SERIOUS = """
    axe.run(document, { resultTypes: ["violations"]%s })
        .then(({ violations, passes }) => [passes.length, violations
        .filter((each) => ["serious", "critical"].includes(each.impact))
        .map((each) => [each.id, each.nodes.slice(0, 3).map((node) => node.html)])])
"""
# What may be cut by the end of a sheet of paper, of all that should not be.
CUT = """
    [...document.querySelectorAll("tr, li, pre, svg, dl div")].filter((each) =>
        !["avoid", "avoid-page"].includes(getComputedStyle(each).breakInside))
        .map((each) => each.outerHTML.slice(0, 120))
"""
LOOSE = """
    [...document.querySelectorAll("h2, h3, h4, summary")].filter((each) =>
        getComputedStyle(each).breakAfter !== "avoid").map((each) => each.outerHTML.slice(0, 120))
"""
UNSEEN = """
    [...document.querySelectorAll("details > :not(summary)")].filter((each) =>
        !each.closest(".drawn ~ details")  // on paper a picture has no table
        && (!each.checkVisibility({ contentVisibilityAuto: true })
            || each.getBoundingClientRect().height === 0)
    ).map((each) => each.outerHTML.slice(0, 120))
"""
OFF_PAPER = """
    [...document.querySelectorAll("svg, table, pre")].filter((each) =>
        each.getBoundingClientRect().right > innerWidth + 0.5).map((each) =>
        each.outerHTML.slice(0, 120))
"""


@pytest.fixture(scope="module")
def pilot(chromium: str) -> Iterator[Pilot]:
    with Pilot(chromium) as made:
        yield made


def pages(bench: Bench, name: str, folder: Path) -> Iterator[Path]:
    made = bench.path(STORIES / name)
    for kind, text in (("report", student(made, False)), ("instructor", instructor(made))):
        assert len(text.encode()) < LIGHT, kind
        path = folder / f"{kind}.html"
        path.write_text(text, encoding="utf-8")
        yield path


def holds(pilot: Pilot, page: Path) -> None:
    quiet_and_alone(pilot, page)
    narrow(pilot, page)
    for dark in (False, True):
        accessible(pilot, page, dark)
    printed(pilot, page)


def quiet_and_alone(pilot: Pilot, page: Path) -> None:
    pilot.open(page)
    text = pilot.ask("document.body.innerText")
    asked = [said["request"]["url"] for event, said in pilot.heard
             if event == "Network.requestWillBeSent"]
    complaints = [said for event, said in pilot.heard
                  if event in ("Log.entryAdded", "Runtime.consoleAPICalled",
                               "Runtime.exceptionThrown")]
    assert asked == [page.as_uri()]
    assert complaints == []
    pilot.open(page, scripts=False)
    assert pilot.ask("document.body.innerText") == text != ""


def narrow(pilot: Pilot, page: Path) -> None:
    pilot.open(page, width=360)
    pilot.ask(OPEN)
    assert pilot.ask("document.documentElement.scrollWidth") == 360, pilot.ask(WIDER)
    assert pilot.ask(WIDER) == []


def accessible(pilot: Pilot, page: Path, dark: bool) -> None:
    pilot.open(page, dark=dark)
    pilot.ask(OPEN)
    pilot.ask(f"{AXE}; true")
    # The other colours change nothing but the contrast.
    passes, serious = pilot.ask(SERIOUS % (', runOnly: ["color-contrast"]' if dark else ""))
    assert passes >= (1 if dark else 10)
    assert serious == []


def printed(pilot: Pilot, page: Path) -> None:
    """On the width that a sheet of A4 leaves, folded as it is opened on the screen."""
    pilot.open(page, width=680, medium="print")
    assert [pilot.ask(each) for each in (CUT, LOOSE, UNSEEN, OFF_PAPER)] == [[], [], [], []]


@pytest.mark.parametrize("name", QUICK)
def test_a_storys_page(name: str, bench: Bench, pilot: Pilot, tmp_path: Path) -> None:
    holds(pilot, next(pages(bench, name, tmp_path)))


@pytest.mark.verify
@pytest.mark.parametrize("name", NAMES)
def test_every_storys_pages(name: str, bench: Bench, pilot: Pilot, tmp_path: Path) -> None:
    for page in pages(bench, name, tmp_path):
        holds(pilot, page)


@pytest.mark.parametrize(("harm", "rule"), [
    ("<script>console.log(1)</script>", quiet_and_alone),
    ('<img src="elsewhere.png" alt="">', quiet_and_alone),
    ('<p style="inline-size: 400px">wide</p>', narrow),
    ('<p style="color: #ccc; background: #fff">faint</p>',
     lambda pilot, page: accessible(pilot, page, False)),
    ('<table><tr style="break-inside: auto"><td>cut</td></tr></table>', printed),
    ('<pre style="inline-size: 900px">off the paper</pre>', printed),
])
def test_what_should_be_found_is_found(harm, rule, pilot: Pilot, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    text = student(card(), False)
    page.write_text(text, encoding="utf-8")
    rule(pilot, page)
    broken = text.replace("</main>", f"{harm}</main>").replace("default-src 'none'", "img-src *")
    page.write_text(broken, encoding="utf-8")
    with pytest.raises(AssertionError):
        rule(pilot, page)
