"""The same 20 checks as other graders want them: a test file, a class, a notebook.

The checks are those of the fixed workload; what is right was asked of its reference. A check is in
each form the same lines of Python, and fails by the same `assert`: only what stands around it is
the format's own, and as little of that as it allows.
"""

from __future__ import annotations

import ast
import json
import subprocess
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.command import interpreter
from tests.bench import workload

MODULES = ("engine", "nn", "training")

# How an answer is compared, in every form: by the tolerance of the contract.
NEAR = '''
def near(yours, right):
    if isinstance(right, (list, tuple)):
        return len(yours) == len(right) and all(map(near, yours, right))
    if isinstance(right, dict):
        return yours.keys() == right.keys() and all(near(yours[key], right[key]) for key in right)
    if isinstance(right, float):
        return abs(yours - right) <= 1e-9 * max(1.0, abs(right))
    return yours == right
'''

ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
for check in json.load(sys.stdin):
    said = []
    for code, observe in check["probes"]:
        space = {}
        exec(code, space)
        said.append([eval(expression, space) for expression in observe])
    print(said)
"""


@dataclass(frozen=True)
class Check:
    """One check: its name and title, the probes, and for each the right answers as Python."""

    name: str
    title: str
    probes: tuple[tuple[str, tuple[str, ...]], ...]
    right: tuple[str, ...]


def chosen() -> list[dict[str, Any]]:
    """The 20 of the workload's checks: its trainings, its random programs, and every 7th other one.

    From the second on, since all of these answer in plain data.
    """
    all = json.loads(workload.PROBES.read_text(encoding="utf-8"))
    whole = [each for each in all if each.get("alone") or each.get("compare") == "program"]
    others = [each for each in all if each not in whole]
    return [each for each in all if each in whole or each in others[1::7]]


def checks() -> list[Check]:
    """The same with what the reference answers."""
    said = subprocess.run(
        [interpreter().executable, "-c", ASK, str(workload.HOME / "reference")], check=True,
        input=json.dumps(chosen()), capture_output=True, text=True).stdout
    return [Check(each["name"], each["title"],
                  tuple((code, tuple(observe)) for code, observe in each["probes"]),
                  tuple(map(repr, ast.literal_eval(right))))
            for each, right in zip(chosen(), said.splitlines(), strict=True)]


def body(check: Check) -> str:
    """The lines of a check, with as many asserts as there are probes."""
    return "\n".join(f"{code}\nassert near([{', '.join(observe)}], {right})"
                     for (code, observe), right in zip(check.probes, check.right, strict=True))


def function(check: Check, arguments: str = "", lines: str = "") -> str:
    """The check as a function, with other lines if there are any."""
    return f"def test_{check.name}({arguments}):\n{textwrap.indent(lines or body(check), '    ')}\n"


def inside(text: str) -> str:
    """The same lines for one name space that all modules are in: nothing of them is imported."""
    from_ours = tuple(f"from {module} import" for module in MODULES)
    return "\n".join(line for line in text.splitlines() if not line.startswith(from_ours))


def names(check: Check) -> list[str]:
    """What a check takes from the student's modules."""
    found = [alias.name for code, _ in check.probes for node in ast.walk(ast.parse(code))
             if isinstance(node, ast.ImportFrom) and node.module in MODULES
             for alias in node.names]
    return list(dict.fromkeys(found))


def pytest_file(some: Sequence[Check]) -> str:
    """A test file of plain functions."""
    return NEAR + "\n".join(map(function, some))


def gradescope_file(some: Sequence[Check]) -> str:
    """A unittest class, each of whose tests has a weight."""
    tests = "\n".join("@weight(1)\n" + function(each, arguments="self") for each in some)
    return ("import unittest\nfrom gradescope_utils.autograder_utils.decorators import weight\n"
            f"{NEAR}\nclass Checks(unittest.TestCase):\n{textwrap.indent(tests, '    ')}")


# How its documentation has such tests run.
GRADESCOPE_RUN = """
import sys, unittest
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner
with open(sys.argv[1], "w") as out:
    JSONTestRunner(stream=out).run(unittest.defaultTestLoader.discover("tests"))
"""


def check50_file(some: Sequence[Check]) -> str:
    """Checks that are functions with a title; the student's code lies where each of them starts."""
    tests = ["@check50.check()\n" + function(
        each, lines=f"{each.title!r}\nsys.path.insert(0, '')\n{body(each)}") for each in some]
    return f"import check50, sys\n{NEAR}\n" + "\n".join(tests)


def otter_file(some: Sequence[Check]) -> str:
    """A test file of cases, each a point, to which the notebook's names are handed."""
    tests = [f"@test_case(points=1)\n"
             f"{function(each, arguments=', '.join(names(each)), lines=inside(body(each)))}"
             for each in some]
    return ("from otter.test_files import test_case\nOK_FORMAT = False\nname = 'checks'\n"
            f"{NEAR}\n" + "\n".join(tests))


def student_cells(folder: Path) -> list[str]:
    """A submission as a notebook has it: one cell for each module."""
    return [inside((folder / f"{module}.py").read_text(encoding="utf-8")) for module in MODULES]


def notebook(cells: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """A notebook of code cells, each with its metadata."""
    return json.dumps({
        "cells": [{"cell_type": "code", "execution_count": None, "id": f"cell-{number}",
                   "metadata": metadata, "outputs": [], "source": source}
                  for number, (source, metadata) in enumerate(cells)],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python",
                                    "name": "python3"}},
        "nbformat": 4, "nbformat_minor": 5})


def otter_notebook(folder: Path) -> str:
    """What is handed in to otter: the code alone."""
    return notebook([(source, {}) for source in student_cells(folder)])


def nbgrader_notebook(some: Sequence[Check], folder: Path | None = None) -> str:
    """The notebook of an assignment with a cell for each check; with somebody's code in it."""
    cells = []
    sources = student_cells(folder) if folder else [f"# {module}" for module in MODULES]
    for module, source in zip(MODULES, sources, strict=True):
        cells.append((source, _role(module, solution=True)))
    cells.append((NEAR, _role("near", locked=True)))
    for each in some:  # in functions, so that no check leaves a name behind for the next
        source = function(each, lines=inside(body(each))) + f"test_{each.name}()"
        cells.append((source, _role(each.name, grade=True, locked=True)))
    return notebook(cells)


def _role(name: str, *, grade: bool = False, locked: bool = False, solution: bool = False
          ) -> dict[str, Any]:
    """nbgrader's metadata of a cell."""
    points = {"points": 1} if grade else {}
    return {"nbgrader": {"grade_id": name, "grade": grade, "locked": locked, "solution": solution,
                         "task": False, "schema_version": 3, "cell_type": "code", **points}}
