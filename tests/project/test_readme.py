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
from downloads import Person, canvas_files, moodle_files, packed, unpacked
from readers import (
    Language,
    Pupil,
    canvas_feedback,
    canvas_import,
    moodle_feedback,
    moodle_import,
)

from grader.arguments import parser

DOCUMENTS = ("README.md", "CONTRIBUTING.md")
ELSEWHERE = ("apt-get ", "git ")  # on the machine, not in the project
OFTEN = {"make check", "make hint", "make check S=exercises/micrograd.ipynb", "make demo",
         "make grade S=submissions", "make export", "make kit", "make doctor",
         ".venv/bin/python -m grader --help"}
ONLY_NAMED = ("test", "verify", "mutation", "prove")  # they would run these tests


def fenced(document: str, kind: str) -> list[str]:
    """The fenced blocks of one kind, at whatever depth of a list, without their indentation."""
    text = (ROOT / document).read_text(encoding="utf-8")
    found = re.findall(rf"^( *)```{kind}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def lines(document: str) -> list[str]:
    return [line for block in fenced(document, "sh") for line in block.splitlines() if line]


def walks() -> list[list[str]]:
    """Commands that are typed one after the other, from a download to what is uploaded."""
    blocks = [block.splitlines() for block in fenced("README.md", "sh")]
    return [block for block in blocks if any("FORMAT=feedback" in line for line in block)]


def commands() -> Iterator[object]:
    """Each other command of the documents once; most of them only under `make verify`."""
    walked = {line for block in walks() for line in block}
    for command in dict.fromkeys(line for name in DOCUMENTS for line in lines(name)):
        if not command.startswith(ELSEWHERE) and command not in walked:
            yield pytest.param(command, id=command,
                               marks=() if command in OFTEN else pytest.mark.verify)


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
    bring(home)
    samples = home / "tests" / "project" / "submissions"
    shutil.rmtree(samples)  # they are graded elsewhere
    shutil.copytree(home / "submissions", samples)
    graded = grader("grade", "submissions/ada", "--trust", cwd=home)
    assert graded.returncode == 0, graded.stderr
    return home


def bring(home: Path) -> None:
    """What a course downloads: zips as platforms pack them, a gradebook and a worksheet."""
    files = {path.name: path.read_bytes() for path in (home / "submissions" / "ada").iterdir()}
    half = {"warmup.py": files["warmup.py"]}
    ada, grace = Person("Lovelace, Ada", 1001, files), Person("Hopper, Grace", 1002, half)
    packed(home / "submissions.zip", canvas_files([ada, grace]))
    packed(home / "moodle.zip", moodle_files([ada, grace]))
    unpacked(home / "collected", {"ada_warmup.py": half["warmup.py"]})
    (home / "gradebook.csv").write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Autograd (77)\n    Points Possible,,,,,100\n"
        '"Lovelace, Ada",1001,,ada,A,\n"Hopper, Grace",1002,,grace,A,\n', encoding="utf-8")
    (home / "worksheet.csv").write_text(
        "ID,Vollständiger Name,Bewertung,Bestwertung,Zuletzt geändert (Bewertung)\n"
        'Teilnehmer/in1001,"Lovelace, Ada",,"100,00",-\n'
        'Teilnehmer/in1002,"Hopper, Grace",,"100,00",-\n', encoding="utf-8")
    (home / "adjustments.csv").write_text(
        "student,part,points,reason\nada,4.2,1,a good question\n", encoding="utf-8")


GERMAN = Language("ID", "Teilnehmer/in", "Bewertung", "Bestwertung",
                  "Zuletzt geändert (Bewertung)", ",")


@pytest.mark.parametrize("walk", [
    pytest.param(walk, id=platform, marks=pytest.mark.verify)
    for walk in walks() for platform in re.findall(r"FORMAT=feedback-(\w+)", "\n".join(walk))])
def test_from_download_to_upload_in_four_commands(walk, checkout, tmp_path, bubblewrap):
    assert len(walk) == 4
    home = tmp_path / "home"
    shutil.copytree(checkout, home, symlinks=True, ignore=shutil.ignore_patterns("reports"))
    for command in walk:
        ran = run(shlex.split(command), home)
        assert (ran.returncode, ran.stderr) == (0, ""), command
    upload, feedback = home / "upload.csv", (home / "feedback.zip").read_bytes()
    if "FORMAT=canvas" in walk[2]:
        pupils = {1001: Pupil(""), 1002: Pupil("")}
        grades = {id: float(grade) for id, grade in canvas_import(
            upload.read_text(encoding="utf-8"), 77, pupils).grades.items()}
        given = {user for user, _ in canvas_feedback(feedback)}
    else:
        grades = moodle_import(upload.read_bytes(), GERMAN, 100, {1001, 1002})
        given = set(moodle_feedback(feedback, {1001, 1002}))
    assert grades[1001] == 100 and 0 < grades[1002] < 20
    assert given == {1001, 1002}


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
    if "grade" in words:  # another example may have graded others of the same names
        for folder in filter(Path.is_dir, (checkout / "reports").glob("*")):
            shutil.rmtree(folder)
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
                                      "docs/adversary.md", "docs/instructors.md",
                                      "docs/operators.md"])
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
    targets = re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)
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
                                      "docs/adversary.md", "docs/instructors.md",
                                      "docs/operators.md", "reports/README.md"])
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
                                      "docs/adversary.md", "docs/instructors.md",
                                      "docs/operators.md"])
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
