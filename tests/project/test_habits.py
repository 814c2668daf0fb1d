"""The habits of this project, as far as a test can hold them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from checkout import OUTPUT, ROOT

from grader import __version__

LONGEST = 350  # lines; hardly one is above 300
MADE = {*OUTPUT, "reports"}
HANDED_IN = ROOT / "tests" / "project"  # what lies in folders there is written like students do
TEXTS = {".py", ".md", ".toml", ".txt", ".yml", ".html", ".css", ".ini", ".ipynb", ".json", ""}

# Spelled so that this file does not name them itself.
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "ana" + "conda.org", "npm" + "js.org")
HOMES = re.compile(r"(?<![\w}])/" + r"(?:root|home/\w+|Users/\w+)/|[A-Z]:\\" + r"Users")


def project_files() -> Iterator[Path]:
    """Every file of the project itself, as far as it is text."""
    for top in sorted(ROOT.iterdir()):
        if top.name in MADE or top.name.endswith("_cache"):
            continue
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            inside = set(path.relative_to(ROOT).parts)
            ours = path.parent == HANDED_IN or HANDED_IN not in path.parents
            if ours and path.is_file() and path.suffix in TEXTS and not inside & MADE:
                yield path


FILES = list(project_files())
MODULES = [path for path in FILES if path.is_relative_to(ROOT / "grader") and path.suffix == ".py"]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


# --- modules --------------------------------------------------------------------------------


def test_modules_are_short():
    assert [name(path) for path in MODULES if path.name != "worker.py"
            and len(path.read_text("utf-8").splitlines()) > LONGEST] == []


def test_a_module_and_what_others_use_of_it_says_what_it_is_for():
    silent = []
    for path in MODULES:
        inside = [] if path.name == "worker.py" else tree(path).body  # its docstring is all of it
        silent += [f"{name(path)} {getattr(node, 'name', '')}" for node in [tree(path), *inside]
                   if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
                   and not getattr(node, "name", "").startswith("_")
                   and not ast.get_docstring(node)]
    assert silent == []


def test_an_init_file_holds_no_logic():
    for path in FILES:
        for node in tree(path).body if path.name == "__init__.py" else ():
            constant = isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            assert isinstance(node, ast.Expr | ast.ImportFrom) or constant, ast.unparse(node)


def test_nothing_is_kept_in_a_drawer_for_the_rest():
    drawers = ("utils", "util", "helpers", "common", "misc")
    assert [name(path) for path in FILES if path.stem in drawers] == []


def test_the_worker_imports_the_standard_library_alone():
    imported = set()
    for node in ast.walk(tree(ROOT / "grader/worker.py")):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or ".").partition(".")[0])
    assert imported <= {*sys.stdlib_module_names, "torch"}


def test_one_place_parses_arguments_and_one_prints():
    for path in MODULES:
        nodes = list(ast.walk(tree(path)))
        parses = any(isinstance(n, ast.Attribute) and n.attr == "add_argument" for n in nodes)
        prints = any(isinstance(n, ast.Name) and n.id == "print" for n in nodes)
        assert not parses or path.name == "arguments.py", name(path)
        assert not prints or path.name == "cli.py", name(path)


def test_the_grader_knows_nothing_of_this_assignment():
    for path in MODULES:
        code = re.sub(r'""".*?"""|#[^\n]*', "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"\b(?:tanh|backward|neuron|warmup|engine)\b", code), name(path)


# --- texts ----------------------------------------------------------------------------------


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine():
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not [host for host in HOSTS if host in text], name(path)
        assert not HOMES.search(text), name(path)


def test_a_text_ends_in_one_newline_and_has_no_loose_ends():
    for path in FILES:
        text = path.read_bytes().decode()
        assert not text or (text.endswith("\n") and not text.endswith("\n\n")), name(path)
        assert "\r" not in text, name(path)
        if path.suffix in (".py", ".md", ".toml", ".yml"):
            assert [line for line in text.split("\n") if line != line.rstrip()] == [], name(path)


def test_the_licence_is_the_one_that_is_named():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"]["text"] == "MIT"
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License\n\nCopyright (c) 2026 ")


def test_the_version_is_in_the_changelog():
    assert f"\n## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


# --- tools ----------------------------------------------------------------------------------


def test_checks_are_strict_and_each_exception_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    tool = tomllib.loads(text)["tool"]
    assert tool["mypy"]["strict"]
    assert tool["pytest"]["ini_options"]["filterwarnings"][0] == "error"
    assert tool["pytest"]["ini_options"]["xfail_strict"]
    assert {"E", "F", "I", "B", "UP"} <= set(tool["ruff"]["lint"]["select"])
    lines = text.splitlines()
    for start in ("exclude = ", '"exercises/*" = '):
        [at] = [number for number, line in enumerate(lines) if line.startswith(start)]
        assert lines[at - 1].startswith("# ")


def test_what_a_tool_is_told_to_overlook_is_named():
    for path in MODULES:
        for line in path.read_text("utf-8").splitlines():
            told = re.search(r"# (?:noqa|type: ignore)(.?)", line)
            assert told is None or told[1] in (":", "["), f"{name(path)}: {line}"


def test_the_versions_of_all_that_is_installed_are_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = [line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").split()]
    names = {one.lower() for one, _ in pinned}
    for group in (project["dependencies"], *project["optional-dependencies"].values()):
        for one in group:
            assert re.split(r"[=<>~]", one)[0].lower() in names


def test_a_workflow_has_no_more_rights_than_it_needs():
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        text = path.read_text("utf-8")
        assert "permissions:\n  contents: read\n" in text
        # One token, to read two repositories with, in the workflow that others call.
        read = ["secrets.token || github.token"] * 2 if path.name == "grade.yml" else []
        assert re.findall(r"secrets\.[^}]*\w", text) == read
        for used in re.findall(r"uses: (\S+)", text):
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", used), used
        assert text.count("uses: actions/checkout") == text.count("persist-credentials: false")


def test_the_machine_that_tests_all_skips_nothing():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    assert "set -euo pipefail" in script
    assert script.index("MICROGRADE_REQUIRE_SYSTEM=1") < script.index("make test\n")
    assert script.endswith("make test\nmake verify\n")
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
