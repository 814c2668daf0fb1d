"""Checking from a notebook's own cell: what it shows, and what it leaves as it was."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest
from checkout import ROOT, run
from nbformat import v4
from pages import Page

from grader.course import load_course
from grader.kit import build_kit

ENGINE = (ROOT / "reference" / "engine.py").read_text("utf-8")
WRONG = ENGINE.replace("self.grad += other.data * out.grad", "self.grad = other.data * out.grad")
IMPORT = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom grader.notebook import check\n"


def executed(folder: Path, *cells: str) -> list[list[nbformat.NotebookNode]]:
    """The outputs of each cell, in a kernel of this Python."""
    notebook = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(notebook, timeout=200, kernel_name="python3",
                                     resources={"metadata": {"path": str(folder)}})
    client.execute()
    return [cell.outputs for cell in notebook.cells]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[list[nbformat.NotebookNode]]:
    folder = tmp_path_factory.mktemp("notebook")
    assert WRONG != ENGINE
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(folder))
        return executed(
            folder,
            "kept = [1, 2]\n" + WRONG,
            IMPORT + 'check("4.1")',
            "class Value(Value):\n    def tanh(self):\n        raise OSError('mine')\n",
            'check("5.1")',
            ENGINE,
            'check("4.1")',
            "[kept, sorted({'engine', 'manual'} & set(sys.modules)), Value(2.0), exit is not None]",
        )


def html(output: list[nbformat.NotebookNode]) -> str:
    [shown] = [each for each in output if each.output_type == "execute_result"]
    return shown.data["text/html"]


def test_a_wrong_cell_shows_a_table_and_a_picture(outputs):
    page = Page(html(outputs[1]))
    assert "Part 4.1: 7 of 8 checks passed." in page.text
    assert "✗ failed The _backward of a * b adds to the grads that are there." in page.text
    assert "✓ passed The _backward of a + b adds to the grads that are there." in page.text
    assert "≠ differs a.grad -4.0 -3.75" in page.text
    assert page.tags.count("svg") == 1 and "look here" in page.text
    assert "What if the operand's grad is not 0" in page.text


def test_the_same_stands_there_as_text(outputs):
    [shown] = [each for each in outputs[1] if each.output_type == "execute_result"]
    text = shown.data["text/plain"]
    assert "7 of 8 checks passed." in text and "a.grad is -4.0; -3.75 was expected." in text


def test_an_error_is_told_by_its_cell(outputs):
    assert "raised OSError: mine (cell [3], line 3)" in Page(html(outputs[3])).text


def test_mended_it_shows_that_all_is_right(outputs):
    page = Page(html(outputs[5]))
    assert "Part 4.1: all 8 checks passed." in page.text
    assert "svg" not in page.tags and "✗" not in page.text


def test_the_kernel_is_left_as_it_was(outputs):
    [shown] = outputs[6]
    assert shown.data["text/plain"] == "[[1, 2], [], Value(data=2.0, grad=0.0), True]"


def test_ids_are_their_own_among_all_outputs(outputs):
    ids = [value for at in (1, 3, 5) for name, value in Page(html(outputs[at])).attributes
           if name == "id"]
    assert len(ids) == len(set(ids)) > 1


def test_it_loads_nothing_and_brings_no_script(outputs):
    for at in (1, 3, 5):
        source = html(outputs[at])
        assert not any(piece in source for piece in ("<script", "http:", "https:", "url(", "src="))
        assert len(source) < 120_000


def plain(home: Path, *lines: str) -> list[object]:
    """What lines say in a bare Python beside this grader."""
    code = "\n".join(["import json", "from grader.notebook import check", "said = []", *lines,
                      "print(json.dumps(said))"])
    ran = run([sys.executable, "-c", code], home, {"PYTHONPATH": str(home)})
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def test_what_cannot_be_checked_is_said():
    unknown, empty, dead = plain(
        ROOT, 'said.append(check("8").text)', 'said.append(check("3").text)',
        "import os\nclass Value:\n    def __init__(self, *_):\n        os._exit(3)",
        'said.append(check("4.1").text)')
    assert "there is no part 8; the parts are 1.1, " in str(unknown)
    assert "The notebook does not define warmup_graph." in str(empty)
    assert "Its process ended before it answered." in str(dead)


@pytest.mark.verify
def test_it_works_in_a_kit(tmp_path):
    folder = build_kit(load_course(hidden=False), tmp_path).with_suffix("")
    text, page = plain(folder, f"exec({WRONG!r}, globals())", 'seen = check("4")',
                       "said += [seen.text, seen.html]")
    assert "a.grad is -4.0; -3.75 was expected." in str(text)
    assert str(page).count("<svg") > 1
