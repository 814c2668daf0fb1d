"""The kit: complete enough to check with, and nothing in it that students must not have."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from checkout import ROOT, grader, run, share_environment

from grader.course import Course, load_course
from grader.errors import OperatorError
from grader.kit import RECORDING, build_kit

GRADED = ROOT / "tests" / "graded"


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(hidden=False)


@pytest.fixture(scope="module")
def archive(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_kit(course, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def kit(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit as a student has it: unpacked somewhere, with nothing of the project around it."""
    somewhere = tmp_path_factory.mktemp("somewhere")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(somewhere)
    [folder] = somewhere.iterdir()
    share_environment(folder)
    return folder


def contents(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as packed:
        return {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}


def lines(text: str) -> set[str]:
    """The lines that are long enough to be somebody's own."""
    return {line.strip() for line in text.splitlines()
            if len(line.strip()) > 30 and " import " not in line}


# --- what is in it --------------------------------------------------------------------------


def test_the_same_kit_has_the_same_files(course, archive, tmp_path):
    one, other = contents(archive), contents(build_kit(course, tmp_path))
    assert list(one) == list(other)
    recorded, again = json.loads(one.pop(RECORDING)), json.loads(other.pop(RECORDING))
    assert one == other
    assert [line[:2] for line in recorded] == [line[:2] for line in again]


@pytest.mark.skipif(shutil.which("setarch") is None, reason="address layout cannot be pinned here")
def test_the_same_kit_has_the_same_bytes(course, archive, tmp_path):
    assert build_kit(course, tmp_path).read_bytes() == archive.read_bytes()


def test_folder_and_zip_hold_the_same(archive):
    folder = archive.with_suffix("")
    files = {path.relative_to(folder).as_posix(): path.read_bytes()
             for path in folder.rglob("*") if path.is_file()}
    assert files == contents(archive)


def test_it_has_what_a_student_needs(archive):
    has = set(contents(archive))
    assert has >= {"README.md", "Makefile", "LICENSE", "constraints.txt", "exercises/README.md",
                   "exercises/engine.py", "exercises/sheet.toml", "grader/worker.py",
                   "tests/graded/recording.json"}
    public = {path.relative_to(ROOT).as_posix() for path in (GRADED / "public").glob("*.py")}
    assert has >= public


def test_it_has_no_file_of_the_reference_or_the_hidden_suites(archive):
    has = contents(archive)
    assert not [name for name in has if "hidden" in name or name.startswith("reference")]
    kept_back = {path.read_bytes() for folder in (ROOT / "reference", GRADED / "hidden")
                 for path in folder.rglob("*") if path.is_file()}
    assert not [name for name, content in has.items() if content in kept_back]


def test_it_has_no_line_of_the_reference(archive):
    # What a public check's own probe does, its author shows knowingly.
    has = {name: content.decode() for name, content in contents(archive).items()
           if not name.startswith("tests/graded/public/") and name != RECORDING}
    solution: set[str] = set()
    for path in (ROOT / "reference").glob("*.py"):
        stub = ROOT / "exercises" / path.name
        if stub.exists():
            solution |= lines(path.read_text("utf-8")) - lines(stub.read_text("utf-8"))
    assert len(solution) > 50
    for name, text in has.items():
        told = {line for line in solution if line in text}
        assert not told, name


def test_it_has_no_hidden_probe(archive):
    has = "".join(content.decode() for content in contents(archive).values())
    public = "".join(path.read_text("utf-8") for path in (GRADED / "public").iterdir()
                     if path.is_file())
    titles = re.findall(r'title="([^"]+)"', "".join(
        path.read_text("utf-8") for path in (GRADED / "hidden").glob("*.py")))
    assert len(titles) > 30
    assert not [title for title in titles if title in has and title not in public]
    programs = json.loads((GRADED / "hidden" / "programs.json").read_text("utf-8"))["sets"]
    for program in (program for kept in programs.values() for program in kept):
        text = json.dumps(program)
        assert text not in has or text in public


def test_it_has_nothing_that_tools_leave(course, tmp_path):
    home = tmp_path / "home"
    for name in ("exercises", "grader", "tests/graded", "reference"):
        shutil.copytree(ROOT / name, home / name)
    for name in ("LICENSE", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, home)
    for name in (".engine.py.swp", "__pycache__/engine.pyc", ".ipynb_checkpoints/a.ipynb"):
        (home / "exercises" / name).parent.mkdir(exist_ok=True)
        (home / "exercises" / name).touch()
    made = contents(build_kit(load_course(home, hidden=False), tmp_path))
    assert not [name for name in made if "__pycache__" in name or "/." in name]


def test_public_checks_ask_nothing_that_is_not_recorded():
    for path in (GRADED / "public").glob("*.py"):
        assert "agree.more(" not in path.read_text("utf-8"), path.name


def test_another_folder_of_its_name_is_left_alone(course, archive, tmp_path):
    mine = tmp_path / archive.stem / "thesis.txt"
    mine.parent.mkdir()
    mine.touch()
    with pytest.raises(OperatorError, match="is no kit"):
        build_kit(course, tmp_path)
    assert mine.exists()


# --- what can be done with it ---------------------------------------------------------------


def test_its_check_says_of_right_code_that_it_is_right(kit, tmp_path):
    ran = grader("check", ROOT / "reference", cwd=kit)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Every check passed." in ran.stdout
    with_reference = grader("check", ROOT / "reference", cwd=ROOT)
    assert ran.stdout == with_reference.stdout


def test_make_check_is_all_it_takes(kit):
    ran = run(["make", "check", "PART=1.1"], kit)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1].startswith("score 0 / ")


def test_a_notebook_in_a_folder_with_blanks_is_checked_too(kit, tmp_path):
    (tmp_path / "my work").mkdir()
    shutil.copy(ROOT / "exercises" / "micrograd.ipynb", tmp_path / "my work")
    ran = run(["make", "check", "PART=1.1", f"S={tmp_path / 'my work' / 'micrograd.ipynb'}"], kit)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("command", [["grade", "exercises"], ["demo"], ["kit"],
                                     ["check", "--bonus"], ["check", "--part", "bonus"]])
def test_what_a_kit_cannot_do_it_says(kit, command):
    ran = grader(*command, cwd=kit)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert re.search(r"\bkit\b.*\n  next: make check\n$", ran.stderr)


def test_its_makefile_installs_what_the_project_does(kit):
    makefile = (kit / "Makefile").read_text("utf-8")
    needed = re.search(r"^dependencies = \[(.*)\]$",
                       (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert needed is not None
    assert " ".join(re.findall(r'"([^"]+)"', needed[1])) in makefile
