"""What students get: stubs that score nothing, a sheet that adds up, pictures, the notebook."""

import ast
import inspect
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from course_modules import EXERCISES, MODULES, REFERENCE, ROOT, SHEET, load

pytestmark = pytest.mark.filterwarnings("error")

PARTS = {part["id"]: part for part in SHEET["part"]}
README = (EXERCISES / "README.md").read_text(encoding="utf-8")
NOTEBOOK = EXERCISES / "micrograd.ipynb"
GIVEN = [(given["module"], name) for given in SHEET["given"] for name in given.get("names", ())]

# The contract's points, in its order.
POINTS = {"1.1": 6, "1.2": 6, "2": 12, "3": 10, "4.1": 10, "4.2": 16, "5.1": 12, "5.2": 4, "6": 8,
          "7": 12, "Q": 4, "bonus": 10}

# The part that each stub's error names, where the sheet's names leave it open: `+` and `*` are
# begun in part 2 and finished in 4.1.
BEGUN_IN = {"Value.__add__": "2", "Value.__mul__": "2"}


@pytest.fixture(scope="module")
def stubs() -> SimpleNamespace:
    return load(EXERCISES)


@pytest.fixture(scope="module")
def ref() -> SimpleNamespace:
    return load(REFERENCE)


def functions_of(module: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function and method that a module defines, by its dotted name."""
    for name, thing in vars(module).items():
        if getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(thing):
            yield name, thing
        elif inspect.isclass(thing):
            for method, function in vars(thing).items():
                if inspect.isfunction(function):
                    yield f"{name}.{method}", function


def named(module: Any, dotted: str) -> Any:
    for name in dotted.split("."):
        module = getattr(module, name)
    return module


def written() -> list[tuple[str, str]]:
    """Every function of the stubs that a student writes, as (module, dotted name)."""
    modules = load(EXERCISES)
    return [
        (module, name)
        for module in SHEET["modules"]
        for name, _ in functions_of(getattr(modules, module))
        if (module, name) not in GIVEN
    ]


# ---- the stubs


@pytest.mark.parametrize(("module", "name"), written(), ids=".".join)
def test_a_stub_raises_its_parts_label(stubs, module, name):
    function = named(getattr(stubs, module), name)
    wanted = {
        BEGUN_IN.get(name, part["id"])
        for part in SHEET["part"]
        if part["module"] == module and {name, name.split(".")[0]} & set(part["names"])
        and (name in part["names"] or not any("." in n for n in part["names"]))
    }
    # Called without `__init__`, which raises as well.
    blanks = [None] * sum(
        p.default is p.empty for p in inspect.signature(function).parameters.values()
    )
    with pytest.raises(NotImplementedError) as raised:
        function(*blanks)
    label, colon, phrase = str(raised.value).partition(": ")
    assert {label} == wanted
    assert colon and phrase


@pytest.mark.parametrize("module", SHEET["modules"])
def test_every_stub_says_what_it_is_for(stubs, module):
    stub = getattr(stubs, module)
    assert inspect.getdoc(stub)
    for name, function in functions_of(stub):
        doc = function.__doc__
        assert doc, name
        assert doc.split("\n\n")[0].strip().endswith((".", ":")), name
    for name, thing in vars(stub).items():
        if inspect.isclass(thing) and thing.__module__ == stub.__name__:
            assert thing.__doc__, name


def test_a_table_or_an_answer_left_alone_is_no_answer(stubs):
    assert list(stubs.warmup.HAND_FORWARD) == ["e", "d", "L"]
    assert list(stubs.warmup.HAND_GRADIENTS) == list("Ldfceab")
    assert {*stubs.warmup.HAND_FORWARD.values(), *stubs.warmup.HAND_GRADIENTS.values()} == {None}
    assert [getattr(stubs.answers, f"Q{i}") for i in range(1, 9)] == [""] * 8


def test_each_question_has_four_choices_in_order():
    text = (EXERCISES / "answers.py").read_text(encoding="utf-8")
    questions = re.split(r'^Q\d = ""$', text, flags=re.M)[:8]
    for number, question in enumerate(questions, 1):
        assert f"# Q{number}. " in question
        assert re.findall(r"^#     ([A-Z])\. ", question, flags=re.M) == list("ABCD")


@pytest.mark.parametrize(("module", "name"), GIVEN, ids=".".join)
def test_what_is_given_is_complete(stubs, ref, module, name):
    stub, right = getattr(getattr(stubs, module), name), getattr(getattr(ref, module), name)
    if callable(stub):
        assert [stub(x) for x in (0, 2.0, -1.5)] == [right(x) for x in (0, 2.0, -1.5)]
    else:
        assert stub == right


def test_a_stub_has_the_signatures_of_the_reference(stubs, ref):
    for module in SHEET["modules"]:
        mine = {n: inspect.signature(f) for n, f in functions_of(getattr(stubs, module))}
        theirs = {n: inspect.signature(f) for n, f in functions_of(getattr(ref, module))}
        theirs = {name: theirs[name] for name in theirs if not name.startswith("_")}
        assert mine.keys() == theirs.keys()
        for name, signature in mine.items():
            assert [(p.name, p.default) for p in signature.parameters.values()] == [
                (p.name, p.default) for p in theirs[name].parameters.values()
            ], name


# ---- the sheet


def test_the_points_are_the_contracts():
    assert {id: part["points"] for id, part in PARTS.items()} == POINTS
    assert [id for id, part in PARTS.items() if part.get("bonus")] == ["bonus"]
    assert sum(POINTS[id] for id in POINTS if not PARTS[id].get("bonus")) == 100


def test_the_limits_are_the_contracts():
    assert SHEET["limits"] == {
        "import_seconds": 10, "check_seconds": 5, "total_seconds": 60, "memory_mb": 512,
        "bonus": {"seconds": 30, "memory_mb": 2048},
    }


def test_what_a_part_names_is_in_stub_and_reference(stubs, ref):
    for part in SHEET["part"]:
        assert part["module"] in SHEET["modules"]
        for name in part["names"]:
            named(getattr(stubs, part["module"]), name)
            named(getattr(ref, part["module"]), name)


def test_every_name_of_the_stubs_belongs_to_a_part_or_is_given(stubs):
    for module in SHEET["modules"]:
        tree = ast.parse((EXERCISES / f"{module}.py").read_text(encoding="utf-8"))
        defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
        defined |= {n.targets[0].id for n in tree.body if isinstance(n, ast.Assign)}
        asked = {n for part in SHEET["part"] if part["module"] == module for n in part["names"]}
        given = {name for where, name in GIVEN if where == module}
        assert defined == {name.split(".")[0] for name in asked} | given
        methods = {name for name, _ in functions_of(getattr(stubs, module)) if "." in name}
        if any("." in name for name in asked):
            assert methods <= asked


def test_a_hint_is_short_and_a_whole_sentence():
    for part in SHEET["part"]:
        assert "default" in part["hints"]
        for key, levels in part["hints"].items():
            assert re.fullmatch(r"[a-z][a-z0-9_]*", key)
            assert 2 <= len(levels) <= 3, (part["id"], key)
            for level in levels:
                assert level.endswith((".", "?")), level
                assert len(level) <= 200, level
                assert not re.search(r"\bsimply\b|\bobviously\b|!$", level), level
            assert levels[-1].endswith("?"), (part["id"], key)
            assert len(set(levels)) == len(levels)


def test_no_hint_holds_code_of_the_reference():
    lines = {
        re.sub(r"\s+", "", line)
        for module in SHEET["modules"]
        for line in (REFERENCE / f"{module}.py").read_text(encoding="utf-8").splitlines()
    }
    lines = {line for line in lines if len(line) > 8 and not line.startswith(("#", '"'))}
    for part in SHEET["part"]:
        for levels in part["hints"].values():
            for level in levels:
                assert not [line for line in lines if line in re.sub(r"\s+", "", level)], level


# ---- the README


@pytest.mark.parametrize("part", SHEET["part"], ids=lambda part: part["id"])
def test_the_readme_names_each_part(part):
    row = f"| {part['id']} | `{part['module']}.py` | {part['title']} | {part['points']} |"
    assert row in README


def test_the_readme_states_the_limits():
    limits = SHEET["limits"]
    text = " ".join(README.split())
    for said in (
        f"{limits['import_seconds']} seconds to import",
        f"{limits['check_seconds']} seconds a check",
        f"{limits['total_seconds']} seconds in all",
        f"{limits['memory_mb']} MB",
        f"{limits['bonus']['seconds']} seconds and {limits['bonus']['memory_mb'] // 1024} GB",
    ):
        assert said in text


def test_the_readme_gives_no_solution_away():
    for line in README.splitlines():
        assert not re.search(r"Q[1-8]\b.*\b[A-D]\b", line)
    for given_away in ("6x", "6 * x", "_backward()", ".grad +=", "out.grad", "-= lr", "4h"):
        assert given_away not in README


def test_the_readmes_figures_are_measured(ref):
    losses, predictions = ref.training.train_from_seed()
    for number in (*predictions, losses[0]):
        assert re.search(rf"\b{abs(number):.3f}", README)
    assert f"{losses[-1]:.5f}" in README
    found = README.partition("What there is to find")[2]
    rates = dict(re.findall(r"^\| ([\d.]+) \| ([\d.]+) \|", found, flags=re.M))
    runs = ref.training.compare_learning_rates([float(rate) for rate in rates])
    assert len(runs) == 5
    for rate, shown in rates.items():
        assert runs[float(rate)][-1] == pytest.approx(float(shown), rel=2e-3)


# ---- draw.py


def test_the_picture_of_the_warmup_graph(ref):
    nodes = ref.manual.warmup_graph()
    nodes["L"].backward()
    dot = ref.draw.draw_dot(nodes["L"])
    boxes = re.findall(r'label="\{ (\w) \| data (\S+) \| grad (\S+) \}"', dot)
    assert {(name, float(data), float(grad)) for name, data, grad in boxes} == {
        (name, node.data, node.grad) for name, node in nodes.items()
    }
    assert len(boxes) == 7
    assert sorted(re.findall(r'shape=circle, label="(.)"', dot)) == ["*", "*", "+"]
    assert dot.count("->") == 6 + 3
    assert dot.startswith("digraph {") and dot.endswith("}\n")


def test_a_picture_is_the_same_whatever_holds_the_operands(ref):
    def drawn(collection: Callable[[Any], Any]) -> str:
        random.seed(7)
        model = ref.nn.MLP(2, [3, 1])
        # Equal leaves, which only what is made of them tells apart.
        one, other = ref.engine.Value(1.0), ref.engine.Value(1.0)
        output = model([one, other]) + one * other.exp() + one
        output.backward()
        for node in ref.draw.trace(output)[0]:
            node._prev = collection(node._prev)
        return ref.draw.draw_dot(output)

    pictures = {
        drawn(collection)
        for collection in (
            set, tuple, frozenset, dict.fromkeys,
            lambda prev: [*prev, *prev],
            lambda prev: list(prev)[::-1],
            lambda prev: random.sample(list(prev), len(prev)),
        )
    }
    assert len(pictures) == 1


def test_trace_tells_nodes_by_identity_and_goes_deep(ref):
    class Same:
        """Equal to everything, with no hash."""

        label, _op, data, grad = "", "+", 1, 0.0
        __hash__ = None  # type: ignore[assignment]

        def __init__(self, *prev: Any) -> None:
            self._prev = prev

        def __eq__(self, other: object) -> bool:
            return True

    leaf = root = Same()
    for _ in range(3000):
        root = Same(root, leaf)
    nodes, edges = ref.draw.trace(root)
    assert (len(nodes), len(edges)) == (3001, 5999)
    assert nodes[0] is root
    assert ref.draw.draw_dot(root).count("shape=record") == 3001


def test_a_label_is_shown_as_it_is_written(ref):
    odd = ref.engine.Value(1.0, label='a|b {c} <d> "e" \\n')
    odd.grad = None  # a stub in the making
    dot = ref.draw.draw_dot(odd)
    assert r'label="{ a\|b \{c\} \<d\> \"e\" \\n | data 1.0000 | grad None }"' in dot
    two_lines = ref.engine.Value(1.0, label="a\nb")
    assert len(ref.draw.draw_dot(two_lines).splitlines()) == 5


def test_draw_needs_nothing_but_the_standard_library():
    tree = ast.parse((EXERCISES / "draw.py").read_text(encoding="utf-8"))
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    imported |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names


# ---- the notebook


def test_the_notebook_is_current():
    command = [sys.executable, "-m", "reference.build_notebook", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_notebook_defines_what_the_stubs_define(stubs):
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)
    headings = [cell.source.splitlines()[0] for cell in notebook.cells
                if cell.cell_type == "markdown"]
    for part in SHEET["part"]:
        assert any(part["title"] in heading for heading in headings)

    space: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(cells):
        # In a notebook there is nothing to import from.
        assert not re.search(rf"^(from|import) ({'|'.join(MODULES)})\b", cell.source, flags=re.M)
        exec(compile(cell.source, f"cell {number}", "exec"), space)
    for part in SHEET["part"]:
        for name in part["names"]:
            named(SimpleNamespace(**space), name)
    for module, name in GIVEN:
        assert name in vars(getattr(stubs, module)) and name in space
    assert callable(space["trace"]) and callable(space["draw_dot"])


def test_the_notebook_filled_in_works(ref):
    """The drawing works in the one namespace that a notebook has."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    space: dict[str, Any] = {"__name__": "__main__"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(cell.source, space)
    output = ref.manual.warmup_graph()["L"]
    assert space["draw_dot"](output) == ref.draw.draw_dot(output)


# ---- the folder


def test_the_folder_holds_what_students_use_and_nothing_else():
    found = {path.name for path in EXERCISES.iterdir() if path.name != "__pycache__"}
    assert found == {f"{module}.py" for module in MODULES} | {
        "README.md", "sheet.toml", "micrograd.ipynb",
    }


@pytest.mark.parametrize("folder", [EXERCISES, REFERENCE], ids=lambda folder: folder.name)
def test_modules_import_the_standard_library_and_each_other_alone(folder: Path):
    for path in folder.glob("*.py"):
        if path.name == "build_notebook.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                known = name.partition(".")[0] in sys.stdlib_module_names or name in MODULES
                assert known or (path.stem == "torch_bonus" and name == "torch")


def test_the_stubs_load_without_pytorch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    for folder in (EXERCISES, REFERENCE):
        with pytest.raises((NotImplementedError, ImportError)):
            load(folder).torch_bonus.train_torch([[1.0]], [1.0])
