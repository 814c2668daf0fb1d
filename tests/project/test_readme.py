"""The documents say what is so: each command in them runs, and each command there is is in them."""

from __future__ import annotations

import argparse
import itertools
import re
import shlex
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import ROOT, copy_checkout, environment, grader, run

from grader.arguments import parser

DOCUMENTS = ("README.md", "CONTRIBUTING.md")
ELSEWHERE = ("apt-get ", "git ")  # on the machine, not in the project
ONLY_NAMED = ("test", "verify", "mutation", "prove")  # they would run these tests


def fenced(document: str, kind: str) -> list[str]:
    """The fenced blocks of one kind, at whatever depth of a list, without their indentation."""
    text = (ROOT / document).read_text(encoding="utf-8")
    found = re.findall(rf"^( *)```{kind}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def lines(document: str) -> list[str]:
    return [line for block in fenced(document, "sh") for line in block.splitlines() if line]


def commands() -> Iterator[object]:
    """Each command of the documents once; those that take long only under `make verify`."""
    for command in dict.fromkeys(line for name in DOCUMENTS for line in lines(name)):
        if not command.startswith(ELSEWHERE):
            slow = re.search(r"BONUS=|--bonus|make programs|CLUSTER=|--cluster", command)
            yield pytest.param(command, id=command, marks=pytest.mark.verify if slow else ())


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which somebody has submissions, and has graded one."""
    home = copy_checkout(tmp_path_factory.mktemp("readme") / "micrograde")
    ada = home / "submissions" / "ada"
    ada.mkdir(parents=True)
    for path in (home / "reference").glob("*.py"):
        shutil.copy(path, ada)
    with zipfile.ZipFile(home / "submissions" / "grace.zip", "w") as packed:
        packed.write(home / "reference" / "warmup.py", "warmup.py")
    samples = home / "tests" / "project" / "submissions"
    shutil.rmtree(samples)  # they are graded elsewhere
    shutil.copytree(home / "submissions", samples)
    graded = grader("grade", "submissions/ada", "--trust", cwd=home)
    assert graded.returncode == 0, graded.stderr
    return home


def run_to_its_end(words: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    """Run a command; one that would watch for ever is stopped when it has said its first score."""
    if "watch" not in words:
        return run(words, home)
    with subprocess.Popen(
            words, cwd=home, env=environment(), encoding="utf-8", stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout is not None
        said = list(itertools.takewhile(lambda line: not line.startswith("score "),
                                        started.stdout))
        started.terminate()
        rest, errors = started.communicate(timeout=60)
    return subprocess.CompletedProcess(words, started.returncode, "".join([*said, rest]), errors)


@pytest.mark.parametrize("command", list(commands()))
def test_a_command_of_the_documents_runs(
    command: str, checkout: Path, request: pytest.FixtureRequest
) -> None:
    words = shlex.split(command)
    if "grade" in words and "--trust" not in words:
        request.getfixturevalue("bubblewrap")
    if "--bonus" in words or "BONUS=1" in words:
        request.getfixturevalue("pytorch")
    if words[0] == "make" and words[1] in ONLY_NAMED:
        words.insert(1, "-n")
    assert words[0] in ("make", ".venv/bin/python")
    ran = run_to_its_end(words, checkout)
    assert ran.returncode == 0, ran.stderr
    assert "Fetching" not in ran.stdout
    assert ran.stderr == "" or words[1] == "programs"  # which says there what it has drawn


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_else_is_fenced_as_a_command(document):
    known = ("make ", ".venv/bin/python -m grader ", *ELSEWHERE)
    assert [line for line in lines(document) if not line.startswith(known)] == []


def test_the_two_first_commands_stand_together_at_the_start():
    assert ["make check", "make test"] in [
        block.split("\n")[:-1] for block in fenced("README.md", "sh")]


# --- commands and options -------------------------------------------------------------------


def subcommands() -> dict[str, argparse.ArgumentParser]:
    [action] = [action for action in parser()._actions
                if isinstance(action, argparse._SubParsersAction)]
    return dict(action.choices)


def options() -> dict[str, set[str]]:
    """The options of each command, help apart."""
    return {
        name: {text for action in command._actions for text in action.option_strings}
        - {"-h", "--help"}
        for name, command in subcommands().items()
    }


def test_every_command_is_documented_with_each_of_its_options():
    readme = [shlex.split(line) for line in lines("README.md") if "-m grader" in line]
    shown: dict[str, set[str]] = {}
    for line in readme:
        shown.setdefault(line[3], set()).update(word for word in line if word.startswith("--"))
    assert set(shown) - {"--help"} == set(options())
    for name, known in options().items():
        assert shown[name] == known, name


@pytest.mark.parametrize("document", [*DOCUMENTS, "SECURITY.md", "docs/design.md",
                                      "docs/adversary.md", "docs/operators.md"])
def test_a_documented_option_exists(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    known = {"--help", *(option for one in options().values() for option in one)}
    others = {"--disable-userns", "--new-session", "--die-with-parent",  # bubblewrap's
              "--user", "--scope",  # systemd-run's
              "--map-root-user"}  # unshare's
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - others <= known


def test_every_option_says_what_it_is_for():
    for name, command in subcommands().items():
        for action in command._actions:
            assert action.help, f"{name} {action.dest}"


def test_the_exit_statuses_are_documented_alike():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    module = (ROOT / "grader" / "cli.py").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| (\d) \| (.+) \|$", text, re.MULTILINE))
    assert list(said) == ["0", "1", "2", "3"]
    for status in said:
        assert re.search(rf"\b{status} \w+", module.split('"""')[1])


def test_every_target_of_make_is_documented():
    text = "".join((ROOT / document).read_text(encoding="utf-8") for document in DOCUMENTS)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    assert [target for target in targets if f"make {target}" not in text] == []


# --- the rest -------------------------------------------------------------------------------


def test_the_example_of_a_check_works(checkout, tmp_path):
    [example] = fenced("CONTRIBUTING.md", "python")
    shutil.copytree(checkout, tmp_path / "home", symlinks=True)
    suite = tmp_path / "home" / "tests" / "graded" / "public" / "test_example.py"
    suite.write_text(example, encoding="utf-8")
    command = ["check", "reference", "--part", "4.2"]
    with_it = grader(*command, cwd=tmp_path / "home")
    without = grader(*command, cwd=checkout)
    assert with_it.returncode == 0
    assert "Every check passed." in with_it.stdout
    assert with_it.stdout.splitlines()[-1] != without.stdout.splitlines()[-1]


@pytest.mark.parametrize("document", [*DOCUMENTS, "SECURITY.md", "CHANGELOG.md", "docs/design.md",
                                      "docs/adversary.md", "docs/operators.md",
                                      "reports/README.md"])
def test_every_link_leads_somewhere(document):
    home = ROOT / document
    for link in re.findall(r"\]\(([^)]+)\)", home.read_text(encoding="utf-8")):
        place, _, heading = link.partition("#")
        there = home.parent / place if place else home
        assert there.exists(), link
        assert not heading or heading in headings(there.read_text(encoding="utf-8")), link


def headings(text: str) -> set[str]:
    """The names by which a page's headings can be linked to."""
    return {re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
            for line in text.splitlines() if line.startswith("#")}


@pytest.mark.parametrize("document", [*DOCUMENTS, "SECURITY.md", "docs/design.md",
                                      "docs/adversary.md", "docs/operators.md"])
def test_every_file_that_is_named_exists(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    folders = ("", "grader", "exercises", "tests/graded", "tests/project",
               "tests/project/attacks", "tests/project/contract")
    made = {"dist/", "utils.py"}  # by a command; by nobody
    for named in re.findall(r"`([\w./]+(?:/|\.py|\.md|\.toml|\.txt))`", text):
        assert named in made or any((ROOT / folder / named).exists() for folder in folders), named


def test_contributing_has_every_module_of_the_grader():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "grader").iterdir()):
        if path.suffix == ".py" and not path.name.startswith("__"):
            assert f"`{path.name}`" in text, path.name
        elif path.is_dir() and path.name != "__pycache__":
            assert f"`{path.name}/`" in text, path.name


def test_every_top_level_folder_is_explained():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    made = {".git", ".venv", "dist", "__pycache__", ".hypothesis"}
    for path in ROOT.iterdir():
        if path.is_dir() and path.name not in made and not path.name.endswith("_cache"):
            assert f"`{path.name}/" in text, path.name
