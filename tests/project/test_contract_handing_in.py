"""The grader against its contract, where no patch of the model solution can show it.

What is handed in and how it runs, the sheet's table, what is given. `@clause` quotes the words
that a test holds; `test_contract` sees to it that no words are left over.
"""

from __future__ import annotations

import ast
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import grading
import pytest
from grading import Bench, clause, lost, outcomes, points

from grader.compare import agrees
from grader.intake import read

ORDER = ("warmup", "engine", "manual", "nn", "training", "answers")
OWN_IMPORTS = re.compile(r"^from (?:engine|nn) import .*\n", re.M)


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with grading.bench() as made:
        yield made


@pytest.fixture(scope="module")
def hasty() -> Iterator[Bench]:
    """With limits so short that what never ends is soon over."""
    with grading.bench(import_seconds=1, check_seconds=1, total_seconds=12) as made:
        yield made


def cells(bench: Bench) -> list[str]:
    """The model solution as a notebook's cells, a module each."""
    return [bench.reference[module] for module in ORDER]


# --- a folder, a notebook, a zip ---------------------------------------------------------------


@pytest.mark.verify
@clause("A folder of the modules below, one notebook (`.ipynb`) that defines the same names, "
        "or a zip of either.")
@pytest.mark.parametrize("form", ["folder", "notebook", "zipped folder", "zipped notebook"])
def test_forms_of_one_submission(bench: Bench, tmp_path: Path, form: str) -> None:
    modules = bench.reference | {"warmup": "def f_prime(x):\n    return 6 * x\n"}
    names = [module for module in ORDER if module != "answers"]
    hand_in = tmp_path / "ada"
    hand_in.mkdir()
    if "folder" in form:
        for module in names:
            (hand_in / f"{module}.py").write_text(modules[module])
    else:
        write_notebook(hand_in / "week.ipynb", [modules[module] for module in names])
    if "zipped" in form:
        with zipfile.ZipFile(tmp_path / "ada.zip", "w") as archive:
            for file in hand_in.iterdir():
                archive.write(file, f"ada/{file.name}")
        hand_in = tmp_path / "ada.zip"
    card = bench.path(hand_in, ["1.1", "1.2", "2", "3", "6", "Q"])
    assert card.name == "ada"
    full = {part.id: part.max_score for part in card.parts}
    assert points(card) == full | {"1.1": 0.0, "1.2": 0.0, "Q": 0.0}


def write_notebook(path: Path, sources: list[str]) -> None:
    path.write_text(json.dumps({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [{"cell_type": "code", "id": f"c{number}", "metadata": {}, "outputs": [],
                   "execution_count": None, "source": source.splitlines(keepends=True)}
                  for number, source in enumerate(sources)],
    }))


@clause("A folder that holds any of the modules is a folder of modules (a notebook in it is left "
        "aside, with a note)")
def test_folder_with_a_notebook_in_it(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "warmup.py").write_text(bench.reference["warmup"])
    write_notebook(tmp_path / "engine.ipynb", [bench.reference["engine"]])
    card = bench.path(tmp_path, ["1.1", "2"])
    assert card.kind == "folder"
    assert points(card) == {"1.1": 6.0, "2": 0.0}
    assert any("engine.ipynb" in note for note in card.notes)


@clause("one that holds none and just one notebook is that notebook")
def test_folder_with_just_a_notebook(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_notebook(tmp_path / "week.ipynb", [bench.reference["warmup"]])
    card = bench.path(tmp_path, ["1.1"])
    assert card.kind == "notebook"
    assert points(card) == {"1.1": 6.0}


@clause("anything else is refused, with what was found")
def test_anything_else_is_refused(bench: Bench, tmp_path: Path) -> None:
    write_notebook(tmp_path / "one.ipynb", ["x = 1"])
    write_notebook(tmp_path / "two.ipynb", ["x = 2"])
    submission = read(tmp_path, bench.course.sheet.modules)
    assert submission.kind == "refused"
    assert "one.ipynb" in submission.refused and "two.ipynb" in submission.refused
    card = bench.grade(submission)
    assert card.score == 0.0
    assert {check.message for check in card.checks if check.outcome == "blocked"} \
        == {submission.refused}
    (tmp_path / "one.ipynb").unlink()
    (tmp_path / "two.ipynb").rename(tmp_path / "essay.docx")
    assert "essay.docx" in read(tmp_path, bench.course.sheet.modules).refused


# --- notebooks ---------------------------------------------------------------------------------


@clause("In a notebook all names live in one namespace; a check that says "
        "`from engine import Value` works on it unchanged.")
@pytest.mark.parametrize("own_imports", ["with imports", "without imports"])
def test_notebook_is_one_namespace(bench: Bench, own_imports: str) -> None:
    sources = cells(bench)
    if own_imports == "without imports":
        sources = [OWN_IMPORTS.sub("", source) for source in sources]
    assert lost(bench.cells(*sources)) == set()
    assert lost(bench.cells("\n\n".join(sources), parts=["1.1", "3", "6"])) == set()


@clause("Cells run in their order in the file, statement by statement: one that raises is noted, "
        "the rest goes on.")
def test_notebook_runs_statement_by_statement(bench: Bench) -> None:
    card = bench.cells(
        "import math\nimport numpy as np\nx = np.linspace(0, 1, 10)\nprint(unknown)\n"
        "def f_prime(x):\n    return slope * x - 4",
        "1 / 0\nraise SystemExit\nexit()",
        "slope = 6",
        bench.reference["engine"] + "\nValue(1.0) + []\n[][0]\n",
        parts=["1.1", "2"])
    assert points(card)["2"] == 12.0
    assert {"1.1:f_prime", "1.1:f_prime_at_large_x"}.isdisjoint(lost(card))
    for raised in ("ModuleNotFoundError", "NameError at cell 1, line 4", "ZeroDivisionError",
                   "SystemExit", "IndexError"):
        assert any(raised in note for note in card.notes), raised


@clause("A cell that does not compile is left out alone.")
def test_notebook_cell_that_does_not_compile(bench: Bench) -> None:
    card = bench.cells(
        "def f_prime(x):\n    return 6 * x - 4",
        "def f_prime(x) return 7",
        "def forward_difference(f, x, h):\n    return (f(x + h) - f(x)) / h",
        parts=["1.1"])
    assert lost(card) == {id for id in outcomes(card) if "best_step" in id}
    assert any("Cell 2 does not compile" in note for note in card.notes)


@clause("A later definition replaces an earlier one")
def test_notebook_later_definition_counts(bench: Bench) -> None:
    wrong, right = "def f_prime(x):\n    return 6 * x", "def f_prime(x):\n    return 6 * x - 4"
    first = {"1.1:f_prime", "1.1:f_prime_at_large_x"}
    assert first.isdisjoint(lost(bench.cells(wrong, right, parts=["1.1"])))
    assert first <= lost(bench.cells(right, wrong, parts=["1.1"]))
    engine = bench.reference["engine"]
    growing = engine[:engine.index("    def tanh")]
    assert lost(bench.cells(growing, engine, parts=["2", "5.1"])) == set()
    twice = "HAND_GRADIENTS = {'L': 0}", bench.reference["warmup"], "HAND_FORWARD = {'e': 1.0}"
    assert points(bench.cells(*twice, parts=["1.2"]))["1.2"] == 4.5


@clause("a function or class of the contract outlives a later assignment of a plain value to its "
        "name")
def test_notebook_definitions_outlive_plain_values(bench: Bench) -> None:
    card = bench.cells(*cells(bench), """
f_prime = f_prime(2.0)
best_step = 1e-8
a = Value(2.0)
numeric_gradient = numeric_gradient("b")
random.seed(1337)
Neuron = Neuron(3)
MLP = MLP(3, [4, 4, 1])
train = train(MLP, XS, YS, steps=2)
Layer = None
Value = a * 2
""")
    assert lost(card) == set()


@clause("What the sheet gives (`f`, `XS`, `YS`, `draw.py`), the grader brings itself.")
def test_notebook_uses_the_given_names_for_others(bench: Bench) -> None:
    card = bench.cells(*cells(bench), """
def f(x):
    return x
f = Value(-2.0, label="f")
XS, YS = [[1.0, 2.0, 3.0]], [0.0]
def draw_dot(root):
    raise TypeError
print(draw_dot(f))
""")
    assert lost(card) == set()
    card = bench.cells("def f_prime(x):\n    return f(x + 1) - f(x) - 3", "f = None",
                       parts=["1.1"])
    assert {"1.1:f_prime", "1.1:f_prime_at_large_x"}.isdisjoint(lost(card))


@pytest.mark.verify
def test_notebook_statement_that_never_ends(hasty: Bench) -> None:
    card = hasty.cells(hasty.reference["warmup"], "while True:\n    pass",
                       hasty.reference["answers"], parts=["1.1", "1.2", "Q"])
    assert lost(card) == set()
    assert any("did not end in time" in note for note in card.notes)


# --- modules -----------------------------------------------------------------------------------


@clause("A module that raises or exits while it is imported keeps what it defined before, "
        "with a note")
@pytest.mark.parametrize("end", ["1 / 0", "exit()", "quit(0)", "raise SystemExit('done')",
                                 "import sys; sys.exit(1)", "raise KeyboardInterrupt",
                                 "n = int(input('how many steps? '))",
                                 "assert f_prime(2) == 7, 'tests pass'"])
def test_module_that_raises_keeps_what_it_has(bench: Bench, end: str) -> None:
    warmup = bench.reference["warmup"].replace("def best_step", f"{end}\n\n\ndef best_step")
    card = bench.modules(bench.reference | {"warmup": warmup}, ["1.1", "2"])
    assert lost(card) == {id for id in outcomes(card) if "best_step" in id}
    [note] = card.notes
    assert "warmup.py stopped while it was imported" in note
    assert all(check.outcome == "blocked" for check in card.checks if "best_step" in check.id)


@clause("one that does not compile, or whose import does not end in time, is missing, and the "
        "others are not")
@pytest.mark.parametrize("source", [
    b"def f_prime(x) return 6", b"x = 1\0", b"x = '\xff'", b"if True:\n\tx = 1\n        y = 2\n",
    b"x = " + b"(" * 300 + b")" * 300, b"\xff\xfed\0e\0f\0",
], ids=["syntax", "null byte", "encoding", "tabs", "parentheses", "utf-16"])
def test_module_that_does_not_compile(bench: Bench, source: bytes) -> None:
    card = bench.modules(bench.reference | {"warmup": source}, ["1.1", "1.2", "2", "3", "Q"])
    assert {id.partition(":")[0] for id in lost(card)} == {"1.1", "1.2"}
    assert {points(card)["1.1"], points(card)["1.2"]} == {0.0}
    [note] = card.notes
    assert note.startswith("warmup.py could not be loaded: ")
    assert {check.message for check in card.checks if check.outcome == "blocked"} == {note}


@pytest.mark.verify
@pytest.mark.parametrize("end", ["while True: pass", "import time; time.sleep(1000)",
                                 "import os; os.abort()"])
def test_module_that_does_not_end(hasty: Bench, end: str) -> None:
    warmup = hasty.reference["warmup"] + f"\n{end}\n"
    card = hasty.modules(hasty.reference | {"warmup": warmup}, ["1.1", "2", "Q"])
    assert points(card) == {"1.1": 0.0, "2": 12.0, "Q": 4.0}
    assert card.notes[0].startswith("warmup.py could not be loaded: ")


@pytest.mark.verify
@clause("A missing module or name costs the checks that need it and nothing else.")
@pytest.mark.parametrize("module", ORDER)
def test_missing_module(bench: Bench, module: str) -> None:
    whole = bench.reference
    card = bench.modules({name: whole[name] for name in whole if name != module})
    hit = {"warmup": {"1.1", "1.2"}, "engine": {"2", "3", "4.1", "4.2", "5.1", "5.2", "6", "7"},
           "manual": {"3"}, "nn": {"6", "7"}, "training": {"7"}, "answers": {"Q"}}[module]
    assert {id.partition(":")[0] for id in lost(card)} == hit
    assert f"{module}.py was not handed in." in card.notes


@clause("A missing module or name costs the checks that need it and nothing else.")
@pytest.mark.parametrize("nn", [None, b"class MLP", b"raise TypeError\n"],
                         ids=["not there", "does not compile", "stopped"])
def test_training_without_nn(bench: Bench, nn: bytes | None) -> None:
    """The loss and the loop need no network, though `training.py` begins by importing one."""
    modules: dict[str, str | bytes] = dict(bench.reference)
    del modules["nn"]
    card = bench.modules(modules if nn is None else modules | {"nn": nn}, ["6", "7"])
    assert points(card)["6"] == 0.0
    ended = outcomes(card)
    assert {id: ended[id] for id in ("7:loss", "7:loss_gradient", "7:losses", "7:update",
                                     "7:loss_before_update", "7:grads_are_cleared")
            if ended[id] != "passed"} == {}
    assert {"7:train_from_seed", "7:sheet_run"} <= lost(card)


@clause("A missing module or name costs the checks that need it and nothing else.")
def test_missing_name(bench: Bench) -> None:
    answers = bench.reference["answers"].replace("Q3 =", "Q03 =").replace("Q8 =", "q8 =")
    warmup = bench.reference["warmup"].replace("def best_step", "def bestStep")
    card = bench.modules(bench.reference | {"answers": answers, "warmup": warmup},
                         ["1.1", "1.2", "2", "Q"])
    assert lost(card) == {"Q:q3", "Q:q8"} | {id for id in outcomes(card) if "best_step" in id}
    assert {check.outcome for check in card.checks if check.id in lost(card)} == {"blocked"}


@clause("Student code has the standard library, its own modules (helpers too) and nothing else; a "
        "third-party import gives a stand-in that raises when used.")
@pytest.mark.parametrize("use", [
    "return np.float64(6) * x - 4", "return 6 * np.array(x) - 4", "return np.pi and 6 * x - 4",
    "import torch\n    return torch.tensor(6 * x - 4).item()",
    "import pytest\n    pytest.skip('not today')",
    "import grader.worker\n    return grader.worker.main()",
    "import reference.warmup\n    return reference.warmup.f_prime(x)",
])
def test_library_that_is_not_here(bench: Bench, use: str) -> None:
    warmup = bench.reference["warmup"].replace("return 6 * x - 4", use)
    warmup = "import numpy as np\n" + warmup
    card = bench.modules(bench.reference | {"warmup": warmup}, ["1.1", "1.2", "2"])
    assert lost(card) == {"1.1:f_prime", "1.1:f_prime_at_large_x"}
    assert any("numpy is not available here" in note for note in card.notes)
    message = next(check.message for check in card.checks if check.id == "1.1:f_prime")
    assert "ModuleNotFoundError" in message and "was used" in message


@clause("The bonus has PyTorch.")
@pytest.mark.verify
def test_only_the_bonus_has_pytorch() -> None:
    pytest.importorskip("torch")
    with grading.bench(bonus=True, warm=False) as bench:
        engine = "import torch\nINF = torch.tensor(1.0)\n" + bench.reference["engine"]
        card = bench.modules(bench.reference | {"engine": engine}, ["2", "bonus"])
    assert points(card) == {"2": 0.0, "bonus": 10.0}


@clause("Checks use the student's own modules throughout: `nn.py` runs on the student's "
        "`engine.py`.")
def test_modules_run_on_each_other(bench: Bench) -> None:
    engine = bench.reference["engine"].replace("(1 - t**2) * out.grad", "0.5 * out.grad")
    card = bench.modules(bench.reference | {"engine": engine}, ["6"])
    assert "6:gradient_reaches_inputs" in lost(card)
    nn = bench.reference["nn"].replace("return total.tanh()", "return total")
    card = bench.modules(bench.reference | {"nn": nn}, ["7"])
    assert "7:sheet_run" in lost(card)
    # What only this engine has, and a network of this engine's nodes alone.
    engine = bench.reference["engine"] + "\n\nSEAL = object()\nValue.seal = SEAL\n"
    nn = bench.reference["nn"].replace(
        "total = self.b", "from engine import SEAL\n        assert self.b.seal is SEAL\n"
        "        total = self.b")
    assert lost(bench.modules(bench.reference | {"engine": engine, "nn": nn}, ["6"])) == set()


# --- printing, limits, numbers -----------------------------------------------------------------


@clause("Printing costs nothing.")
@pytest.mark.parametrize("loud", [
    "print('x' * 10_000_000)", "import sys; sys.stderr.write('x' * 10_000_000)",
    "import sys; sys.stdout.close()", "import sys; sys.stdout = None",
    "import os; os.write(1, b'{\"ready\": 1}\\n' * 1000); os.write(2, b'x')",
    "for n in range(20_000): print(n, chr(0x1F600), chr(0xDC80).encode('utf-8', 'replace'))",
])
def test_printing_costs_nothing(bench: Bench, loud: str) -> None:
    warmup = bench.reference["warmup"].replace("    return 6 * x - 4", f"    {loud}\n"
                                               "    return 6 * x - 4") + f"\n{loud}\n"
    assert lost(bench.modules(bench.reference | {"warmup": warmup}, ["1.1", "1.2"])) == set()


@clause("Limits, in `sheet.toml`: 10 s to import, 5 s a check, 512 MB, 60 s in all; the bonus has "
        "30 s and 2 GB of its own.")
def test_limits_are_the_sheets(bench: Bench) -> None:
    limits, bonus = bench.course.sheet.limits, bench.course.sheet.bonus_limits
    assert (limits.import_seconds, limits.check_seconds, limits.total_seconds) == (10, 5, 60)
    assert limits.memory_mb == 512
    assert {bonus.import_seconds, bonus.check_seconds, bonus.total_seconds} == {30}
    assert bonus.memory_mb == 2048


def test_time_of_a_check(hasty: Bench) -> None:
    warmup = hasty.reference["warmup"].replace("return 6 * x - 4", "while True: pass")
    card = hasty.modules(hasty.reference | {"warmup": warmup}, ["1.1", "1.2", "2"])
    assert {id: end for id, end in outcomes(card).items() if end != "passed"} == {
        "1.1:f_prime": "timeout", "1.1:f_prime_at_large_x": "timeout"}


@pytest.mark.verify
def test_time_of_all_checks() -> None:
    with grading.bench(import_seconds=1, check_seconds=1, total_seconds=3) as bench:
        engine = bench.reference["engine"].replace("self.data = data", "while True: pass")
        card = bench.modules(bench.reference | {"engine": engine}, ["2", "4.1"])
    assert points(card) == {"2": 0.0, "4.1": 0.0}
    assert {check.outcome for check in card.checks} == {"timeout"}
    assert any("The time for the whole submission" in check.message for check in card.checks)


def test_memory(bench: Bench) -> None:
    hungry = bench.reference["warmup"].replace(
        "return 6 * x - 4", "return len(bytearray(600_000_000)) and 6 * x - 4")
    modest = hungry.replace("600_000_000", "100_000_000")
    parts = ["1.1", "1.2"]
    assert lost(bench.modules(bench.reference | {"warmup": hungry}, parts)) == {
        "1.1:f_prime", "1.1:f_prime_at_large_x"}
    assert lost(bench.modules(bench.reference | {"warmup": modest}, parts)) == set()


@clause("Numbers a and b agree where |a − b| ≤ 1e-9 · max(1, |b|); an int is as good "
        "as the float it equals, a tuple as the list.")
@pytest.mark.parametrize(("yours", "expected", "agree"), [
    (1e-9, 0.0, True), (1.1e-9, 0.0, False), (-1e-9, 0.0, True),
    (1e6 + 9e-4, 1e6, True), (1e6 + 2e-3, 1e6, False), (-8, -8.0, True), (8.0, 8, True),
    (True, 1.0, False), ("1.0", 1.0, False), (float("nan"), 1.0, False),
    (float("inf"), 1e308, False), ([1, 2.0], [1.0, 2], True), ([1.0], [1.0, 2.0], False),
])
def test_numbers_agree(yours: object, expected: object, agree: bool) -> None:
    assert agrees(yours, expected) is agree  # type: ignore[arg-type]


# --- what is given, and the sheet itself -------------------------------------------------------


@clause("| part | module | what | points |",
        "| 1.1 | `warmup.py` | `f_prime(x)`, `forward_difference(f, x, h)`, "
        "`best_step(f, df, x, steps)` | 6 |",
        "| 1.2 | `warmup.py` | `HAND_FORWARD`, `HAND_GRADIENTS`: the tiny graph by hand | 6 |",
        "| 2 | `engine.py` | `Value` of two Values: construct, `+`, `*`, `_prev`, `_op` of these, "
        "`repr` | 12 |",
        "| 3 | `manual.py` | `warmup_graph`, `backprop_by_hand`, `numeric_gradient`, "
        "`ascent_step` | 10 |",
        "| 4.1 | `engine.py` | the local `_backward` of `+` and `*`: chain rule, adding to what is "
        "there, `a + a`, `a * a` | 10 |",
        "| 4.2 | `engine.py` | `backward()`: order, seed, each node once, accumulation over paths "
        "and graphs | 16 |",
        "| 5.1 | `engine.py` | `tanh`, `exp`, `**`, `-`, `/`, unary `-`; ints and floats on either "
        "side; their `_backward` | 12 |",
        "| 5.2 | `engine.py` | the single tanh neuron, end to end | 4 |",
        "| 6 | `nn.py` | `Neuron`, `Layer`, `MLP`, `parameters()`, every parameter reached by the "
        "gradient | 8 |",
        "| 7 | `training.py` | `sum_squared_error`, `train`, `train_from_seed`, "
        "`compare_learning_rates` | 12 |",
        "| Q | `answers.py` | eight multiple-choice questions on why | 4 |",
        "| bonus | `torch_bonus.py` | the same loop in PyTorch | 10 |")
def test_the_table_is_the_sheet(bench: Bench) -> None:
    rows = re.findall(r"^\| (\S+) \| `(\w+)\.py` \| (.*) \| (\d+) \|$",
                      grading.CONTRACT.read_text(encoding="utf-8"), re.M)
    sheet = bench.course.sheet
    assert [(id, module, float(most)) for id, module, _, most in rows] == [
        (part.id, part.module, part.points) for part in sheet.parts]
    assert sheet.max_score == 100
    assert [part.points for part in sheet.parts if part.bonus] == [10]
    card = bench.modules(bench.reference)
    assert card.max_score == card.score == 100
    worth = {part.id: sum(check.max_points for check in card.checks if check.part == part.id)
             for part in sheet.parts}
    assert worth == {part.id: part.points for part in sheet.parts}
    for _, module, what, _ in rows:
        for name in re.findall(r"`([A-Za-z_]+)(?:\(.*?\))?`", what):
            if name not in ("_prev", "_op", "a", "repr"):
                assert re.search(rf"\b{name}\b", bench.reference[module]), name


@clause("`f(x)` is given: 3x² − 4x + 5.",
        "`XS`, `YS` are given: `[[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], "
        "[1.0, 1.0, -1.0]]`, `[1.0, -1.0, -1.0, 1.0]`.")
def test_what_is_given(bench: Bench) -> None:
    card = bench.course.given
    assert set(card) == {"draw", "warmup", "training"}
    assert bench.ask("from warmup import f", "[f(x) for x in (-1.5, 0.0, 2.0, 10)]") == [
        [3 * x**2 - 4 * x + 5 for x in (-1.5, 0.0, 2.0, 10)]]
    assert bench.ask("from training import XS, YS", "XS", "YS") == [
        [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]],
        [1.0, -1.0, -1.0, 1.0]]


@clause("Given: `trace(root)` (the nodes and edges), `draw_dot(root)` (Graphviz text, one box a "
        "value with label, data and grad, one circle an operation).",
        "Not graded; the pictures of the sheet (the tiny graph with its grads, the neuron, the "
        "MLP) come from it.")
def test_pictures(bench: Bench) -> None:
    [nodes, edges, text] = bench.ask("""
from draw import draw_dot, trace
from manual import backprop_by_hand, warmup_graph
graph = warmup_graph()
backprop_by_hand(graph)
a, b, c, f, e, d, L = [graph[name] for name in "abcfedL"]
nodes, edges = trace(L)
""", "sorted(node.label for node in nodes)",
        "sorted(operand.label + result.label for operand, result in edges)", "draw_dot(L)")
    assert nodes == ["L", "a", "b", "c", "d", "e", "f"]
    assert edges == ["ae", "be", "cd", "dL", "ed", "fL"]
    assert isinstance(text, str)
    boxes = re.findall(r'shape=record, label="\{ (.*?) \}"', text)
    assert sorted(boxes)[1] == "a | data 2.0000 | grad 6.0000"
    assert (len(boxes), text.count("shape=circle"), text.count("->")) == (7, 3, 9)
    [neuron, network] = bench.ask("""
from draw import draw_dot
from engine import Value
from nn import MLP, Neuron
x = [Value(2.0), Value(0.0)]
""", "draw_dot(Neuron(2)(x)).count('tanh')", "draw_dot(MLP(3, [4, 4, 1])([1, 2, 3])).count('tanh')")
    assert (neuron, network) == (1, 9)


@clause("`Q1 … Q8`, one letter each, of the choices printed in the stub: cancellation in a "
        "difference quotient; why the output is seeded with 1; pre-order against post-order; a "
        "second `backward()` without zeroing; a silent input's weight; forgetting to zero the "
        "grads in the loop; stale values after an update; why a saturated `tanh` stops learning.")
def test_questions_of_the_stub(bench: Bench) -> None:
    stub = (bench.course.home / "exercises" / "answers.py").read_text(encoding="utf-8")
    questions = re.split(r"^# (?=Q\d\.)", stub, flags=re.M)[1:]
    about = ("forward_difference", "1.0", "notes .* before", "again", "x2", "grads back", "-8.0",
             "saturated")
    assert len(questions) == 8
    for number, (question, subject) in enumerate(zip(questions, about, strict=True), 1):
        assert question.startswith(f"Q{number}. ")
        assert re.findall(r"^#     ([A-Z])\. ", question, re.M) == ["A", "B", "C", "D"]
        assert re.search(subject, re.sub(r"[*\s#]+", " ", question)), subject
        assert question.rstrip().endswith(f'Q{number} = ""')
    right = {target.id: ast.literal_eval(node.value)
             for node in ast.parse(bench.reference["answers"]).body if isinstance(node, ast.Assign)
             for target in node.targets if isinstance(target, ast.Name)}
    assert set(right) == {f"Q{number}" for number in range(1, 9)}
    assert set(right.values()) <= set("ABCD")


@clause("Graded where PyTorch is installed; elsewhere it is reported as not graded, which costs "
        "nothing.")
def test_bonus_without_pytorch(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.grade.torch_home", lambda: None)
    with grading.bench(bonus=True, warm=False) as without:
        card = without.modules(without.reference, ["1.1", "bonus"])
    assert (card.score, card.max_score, card.bonus) == (6.0, 6.0, 0.0)
    assert {check.outcome for check in card.checks if check.part == "bonus"} == {"not_graded"}
    assert not next(part for part in card.parts if part.id == "bonus").graded
