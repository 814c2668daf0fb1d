"""Every sentence that a student may read, read as one voice: short, whole, kind, no solution.

The sheet's hints and titles, the catalogue's words, the captions of pictures, and what the grader
says of its own, out of its source.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import ROOT

from grader.course import load_course
from grader.grade import Setting, collect
from grader.misconceptions import read_misconceptions

COURSE = load_course()
SHEET_TEXT = (ROOT / "exercises" / "README.md").read_text("utf-8") + "".join(
    path.read_text("utf-8") for path in (ROOT / "exercises").glob("*.py"))

# Said of a person, or as if to one who should have known.
BLAMES = re.compile(
    r"\byou(?:r code)? (?:forgot|failed|should have|must|did not|didn't|broke|messed)\b"
    r"|\byour (?:mistake|error|fault)\b|\bstupid|\bcareless|\bsloppy|\blazy|\bsilly|\bpoor\b"
    r"|\bbad\b|\bobvious|\btrivial|\bsimply\b|\bclearly\b|\bof course\b"
    r"|\bincorrect|\binvalid|\billegal"
    r"|\bplease\b|\bsorry\b|\boops\b|\bunfortunately\b|[!…]$", re.IGNORECASE)
# Words that somebody who has done this before would use, and the sheet does not.
JARGON = re.compile(
    r"\b(?:topological\w*|DAGs?|autodiff\w*|Jacobian|adjoint|memoi[sz]\w*|idempotent|dunder\w*|"
    r"reverse[- ]mode|forward[- ]mode|vector-Jacobian|computational graph|logits?|hyperparameters?|"
    r"epochs?|batch(?:es)?|monkeypatch\w*|fixtures?|assert\w*|stack trace|stderr|stdout|sandbox\w*|"
    r"subprocess\w*|serializ\w*|upstream|downstream|leverag\w*|utili[sz]\w*)\b", re.IGNORECASE)
# The one line that comforts: it says that it was not the student.
NOT_YOURS = "This is not your mistake"
INSTRUCTORS = {"overall.py", "ledger.py", "signs.py", "explain.py", "arguments.py", "doctor.py",
               "layers.py", "kit.py", "local_cluster.py", "landlock.py",
               "weaker.py", "exporting.py", "choose.py"}
FOR_INSTRUCTORS = {"export", "platforms"}  # what these say, no student reads
MOST = {"hint": 200, "title": 120, "mistake": 120, "belief": 200, "look": 200, "caption": 240,
        "said": 180}


def sheet_texts() -> Iterator[tuple[str, str]]:
    for part in COURSE.sheet.parts:
        for levels in part.hints.values():
            yield from (("hint", level) for level in levels)
    for check in collect(Setting(COURSE, "plain")):
        yield "title", check.title


def catalogue_texts() -> Iterator[tuple[str, str]]:
    for each in read_misconceptions(COURSE):
        yield "mistake", f"{each.title}."  # a heading, which has no full stop
        yield "belief", each.belief
        yield from (("look", text) for text in each.experiment.strip().split("\n\n")
                    if not text.startswith("    "))


def captions() -> Iterator[tuple[str, str]]:
    for name in ("graphs.py", "public/test_training.py", "hidden/test_training.py"):
        for text in sentences(ROOT / "tests" / "graded" / name):
            yield "caption", text


def sayings() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "grader").rglob("*.py")):
        if path.name not in INSTRUCTORS and path.parent.name not in FOR_INSTRUCTORS:
            for text in sentences(path):
                yield "said", text
    for path in sorted((ROOT / "grader" / "report" / "templates").glob("*.html")):
        if path.name != "index.html":
            for text in re.findall(r"<p[^>]*>([A-Z][^<{%]{20,}?)</p>", path.read_text("utf-8")):
                yield "said", text


def sentences(path: Path) -> Iterator[str]:
    """The texts in a source that begin like a sentence, with {} for what is filled in."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = {id(node.value) for node in ast.walk(tree)
              if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    silent |= {id(each) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
               for each in node.values}
    silent |= {id(each) for node in ast.walk(tree) if isinstance(node, ast.AnnAssign)
               for each in ast.walk(node.annotation)}
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(str(each.value) if isinstance(each, ast.Constant) else "{}"
                           for each in node.values)
        else:
            continue
        code = any(sign in text for sign in ("|", "$(", "\\w"))
        if text[:1].isupper() and len(text.split()) > 3 and not code:
            yield text.strip()


ALL = [*sheet_texts(), *catalogue_texts(), *captions(), *sayings()]


def test_there_is_something_to_read():
    kinds = [kind for kind, _ in ALL]
    assert {kind: kinds.count(kind) > few for kind, few in {
        "hint": 300, "title": 140, "mistake": 170, "belief": 170, "look": 340, "caption": 8,
        "said": 50}.items()} == dict.fromkeys(MOST, True)


@pytest.mark.parametrize("kind", MOST)
def test_each_is_short(kind):
    assert [text for one, text in ALL if one == kind and len(text) > MOST[kind]] == []


def test_each_is_a_whole_sentence():
    """It ends in a full stop or a question mark, or in what is filled in or typed next."""
    ends = re.compile(r"[.?:]$|\{\}$|\bmake \w+( \w+=\S+)?$|[:,] (?:type|with)[^.]*$|\bwritten$",
                      re.MULTILINE)
    headings = {"What seems to have happened", "Passed before, and fails now",
                "Hidden checks that did not pass, by title alone", "Not graded, at no cost"}
    assert [text for _, text in ALL if text not in headings and not ends.search(text)] == []


def test_none_blames():
    assert [text for _, text in ALL if BLAMES.search(text) and NOT_YOURS not in text] == []


def test_none_has_words_that_the_sheet_does_not():
    found = {match.lower() for _, text in ALL for match in JARGON.findall(text)}
    assert {word for word in found if word not in SHEET_TEXT.lower()} == set()


def test_none_has_a_dash_where_a_sentence_would_do():
    assert [text for _, text in ALL if re.search("[—–]", text)] == []


def test_none_has_the_solution():
    """No line of the model solution, and none of what is found by hand, stands in any of them."""
    own = {re.sub(r"\s+", "", line) for path in (ROOT / "reference").glob("*.py")
           for line in path.read_text("utf-8").splitlines()
           if not line.strip().startswith(("#", '"', "def ", "class ", "import ", "from "))}
    own = {line for line in own if len(line) > 12}
    told = [(line, text) for _, text in ALL for line in own if line in re.sub(r"\s+", "", text)]
    assert told == []


@pytest.mark.parametrize(("text", "rule"), [
    ("You forgot the seed.", BLAMES), ("That is simply wrong.", BLAMES), ("Oops, no.", BLAMES),
    ("Well done!", BLAMES), ("Sort it in topological order.", JARGON),
])
def test_what_should_be_found_is_found(text, rule):
    assert rule.search(text)
