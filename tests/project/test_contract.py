"""The grader against its contract, clause by clause: what it demands, and what it permits.

`contract/demands.toml` breaks one clause at a time in the model solution: the checks that are
named have to find it. `contract/permits.toml` uses one freedom at a time: it may cost nothing.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from typing import Any

import grading
import pytest
from grading import Bench

from grader.grade import collect
from grader.records import Scorecard

CONTRACT = grading.CONTRACT.read_text(encoding="utf-8")
DEMANDS = grading.read_toml(grading.HERE / "contract" / "demands.toml")["demand"]
PERMITS = grading.read_toml(grading.HERE / "contract" / "permits.toml")["permit"]

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="the bonus is graded with PyTorch alone")


def named(entries: list[dict[str, Any]]) -> list[Any]:
    """The entries as parameters, each under its own name.

    In `make test` the first of every third clause is tried, in `make verify` all. To load PyTorch
    takes a second a submission, so that the bonus's wait for the latter.
    """
    params, seen = [], set()
    for entry in entries:
        is_first = entry["clause"] not in seen
        seen.add(entry["clause"])
        often = is_first and len(seen) % 3 == 1 and not is_bonus(entry)
        marks = [needs_torch] * is_bonus(entry) + [pytest.mark.verify] * (not often)
        params.append(pytest.param(entry, id=entry["name"].replace(" ", "_"), marks=marks))
    return params


def is_bonus(entry: dict[str, Any]) -> bool:
    return bool(entry.get("part") == "bonus")


@pytest.fixture(autouse=True)
def no_shrinking(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a random program fails is enough here; a smaller one is looked for elsewhere."""
    monkeypatch.setattr("grader.session.make_smaller", lambda *_: {})


@pytest.fixture(scope="module")
def main_bench() -> Iterator[Bench]:
    with grading.bench() as made:
        yield made


@pytest.fixture(scope="module")
def torch_bench() -> Iterator[Bench]:
    with grading.bench(bonus=True) as made:
        yield made


@pytest.fixture
def card(entry: dict[str, Any], request: pytest.FixtureRequest) -> Scorecard:
    """The scorecard of what an entry makes of the model solution."""
    bench: Bench = request.getfixturevalue("torch_bench" if is_bonus(entry) else "main_bench")
    return bench.modules(patched(bench.reference, entry), parts_of(entry))


def parts_of(entry: dict[str, Any]) -> list[str] | None:
    """The parts that an entry asks about; None for all but the bonus."""
    if "caught_by" not in entry:
        return ["bonus"] if is_bonus(entry) else None
    ids = entry["caught_by"] + entry.get("keeps", [])
    return sorted({id.partition(":")[0] for id in ids} | {*entry.get("spares", [])})


def patched(reference: dict[str, str], entry: dict[str, Any]) -> dict[str, str]:
    """The model solution with an entry's modules in the place of its own, and its edits made."""
    modules = reference | entry.get("modules", {})
    for edit in entry.get("patch", []):
        source = modules[edit["module"]]
        assert source.count(edit["before"]) == 1, (
            f"this stands {source.count(edit['before'])} times in {edit['module']}.py, and should "
            f"once: {edit['before']}")
        modules[edit["module"]] = source.replace(edit["before"], edit["after"])
    for module, source in modules.items():
        compile(source, f"{module}.py", "exec")
    return modules


@pytest.mark.parametrize("entry", named(DEMANDS))
def test_demand(entry: dict[str, Any], card: Scorecard) -> None:
    assert entry["clause"] in CONTRACT
    assert entry["part"] in {id.partition(":")[0] for id in entry["caught_by"]}
    ended = grading.outcomes(card)
    missed = [id for id in entry["caught_by"] if ended[id] in ("passed", "not_graded")]
    unfair = {check.id: check.message for check in card.checks if check.outcome != "passed" and (
              check.id in entry.get("keeps", []) or check.part in entry.get("spares", []))}
    assert (missed, unfair) == ([], {})


@pytest.mark.parametrize("entry", named(PERMITS))
def test_permit(entry: dict[str, Any], card: Scorecard) -> None:
    assert entry["clause"] in CONTRACT
    bonus = is_bonus(entry)
    assert {check.id: check.message for check in card.checks
            if check.outcome != "passed" and (check.part == "bonus") == bonus} == {}
    assert (card.bonus if bonus else card.score) == (10.0 if bonus else 100.0)


# --- nothing of the contract is left out -------------------------------------------------------

NOT_NORMATIVE = "\n## What the solution sheet claims"


def quotations_of_tests() -> list[str]:
    """What the project's tests say, by `@clause`, that they hold."""
    found = []
    for path in sorted(grading.HERE.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found += [ast.literal_eval(argument) for call in node.decorator_list
                          if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
                          and call.func.id == "clause" for argument in call.args]
    return found


def test_every_word_is_held() -> None:
    """Each word of the contract is quoted by a demand, a permit or a test, or excused."""
    excused = grading.read_toml(grading.HERE / "contract" / "not_testable.toml")["not_testable"]
    quoted = [entry["clause"] for entry in (*DEMANDS, *PERMITS, *excused)]
    quoted += quotations_of_tests()
    normative = CONTRACT[: CONTRACT.index(NOT_NORMATIVE)]
    covered = [False] * len(normative)
    for quotation in quoted:
        assert quotation in CONTRACT, quotation
        for found in re.finditer(re.escape(quotation), normative):
            covered[found.start() : found.end()] = [True] * len(quotation)
    left_over = []
    for line in re.finditer(r"^(?!#|\|---).+$", normative, re.M):
        loose = "".join(character if not covered[line.start() + at] else "\n"
                        for at, character in enumerate(line[0]))
        left_over += [piece for piece in loose.split("\n") if re.search(r"\w", piece)]
    assert left_over == []


def test_every_check_has_a_demand(main_bench: Bench) -> None:
    """Each check is the one that a demand names: none is there that nothing can fail."""
    checks = {check.id for check in collect(main_bench.setting)}
    assert checks - {id for entry in DEMANDS for id in entry["caught_by"]} == set()
    named = {id for entry in DEMANDS for id in entry["caught_by"] + entry.get("keeps", [])}
    assert named - checks == set()


def test_entries_are_named_once() -> None:
    for entries in (DEMANDS, PERMITS):
        names = [entry["name"] for entry in entries]
        assert [name for name in names if names.count(name) > 1] == []
