"""The kit: complete enough to check with, and nothing in it that students must not have."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import grading
import pytest
from checkout import ROOT, grader, run, share_environment
from grading import Bench
from leaks import kept_back, leaks

from grader.course import Course, load_course
from grader.errors import OperatorError
from grader.grade import Setting, collect
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


def test_it_has_nothing_that_is_kept_back(archive):
    assert len(kept_back()) > 300
    assert leaks(contents(archive)) == []


def test_it_has_no_title_of_a_hidden_check(archive):
    has = "".join(content.decode() for content in contents(archive).values())
    public = "".join(path.read_text("utf-8") for path in (GRADED / "public").glob("*.py"))
    titles = re.findall(r'title="([^"]+)"', "".join(
        path.read_text("utf-8") for path in (GRADED / "hidden").glob("*.py")))
    assert len(titles) > 30
    assert not [title for title in titles if title in has and title not in public]


def reference_lines() -> list[bytes]:
    """Lines that a kit must not have, from each kind of place that they stand in."""
    source = (ROOT / "reference" / "engine.py").read_text("utf-8")
    own = [line for line in source.splitlines() if "other" in line and "grad +=" in line]
    hidden = (GRADED / "hidden" / "test_warmup.py").read_text("utf-8")
    probe = [line for line in hidden.splitlines() if "f_prime(1e6)" in line]
    patches = tomllib.loads((ROOT / "reference" / "misconceptions.toml").read_text("utf-8"))
    after = [line for one in patches["misconception"] for patch in one["patch"]
             for line in patch["after"].splitlines() if len(line.strip()) > 40]
    return [max(own, key=len).encode(), probe[0].encode(), after[0].encode()]


@pytest.mark.parametrize("line", reference_lines(), ids=["reference", "hidden", "patch"])
@pytest.mark.parametrize("path", ["exercises/engine.py", "README.md", "grader/notes.txt"])
def test_a_line_that_is_put_into_a_kit_is_found(archive, line, path):
    has = contents(archive)
    has[path] = has.get(path, b"") + b"\n" + line + b"\n"
    assert [leak.partition(":")[0] for leak in leaks(has)] == [path]


def test_a_line_that_is_broken_in_two_is_found(archive):
    has = contents(archive)
    own = reference_lines()[0].decode().strip().replace("+= ", "+= (\n    # my own\n        ")
    has["exercises/engine.py"] += own.encode() + b")\n"
    assert leaks(has) == []  # a bracket makes it other tokens
    has["exercises/engine.py"] += reference_lines()[0].replace(b"+= ", b"+= \\\n  ")
    assert len(leaks(has)) == 1


def test_a_cell_of_the_notebook_is_searched_too(archive):
    has = contents(archive)
    notebook = json.loads(has["exercises/micrograd.ipynb"])
    notebook["cells"][-1]["source"] = reference_lines()[0].decode()
    has["exercises/micrograd.ipynb"] = json.dumps(notebook).encode()
    assert len(leaks(has)) == 1


@pytest.mark.parametrize("path", ["tests/graded/hidden/test_value.py", "reference/engine.py",
                                  "grader/misconceptions.toml"])
def test_a_file_that_is_put_into_a_kit_is_found(archive, path):
    assert len(leaks(contents(archive) | {path: b""})) == 1


@pytest.mark.parametrize("line", [
    ["from warmup import HAND_GRADIENTS", ['HAND_GRADIENTS["a"]'], {"answers": [{"value": 6.0}]}],
    ["from warmup import f_prime", ["f_prime(1.0)"], {"answers": [{"value": 2.0}]}],
    ["from warmup import HAND_FORWARD\nx = HAND_FORWARD['e']", ["x"],
     {"answers": [{"value": -6.0}]}],
])
def test_an_answer_that_is_put_into_the_recording_is_found(archive, line):
    has = contents(archive)
    has[RECORDING] = json.dumps([*json.loads(has[RECORDING]), line]).encode()
    assert len(leaks(has)) == 1


def test_a_hidden_random_program_is_found(archive):
    programs = json.loads((GRADED / "hidden" / "programs.json").read_text("utf-8"))["sets"]
    has = contents(archive)
    has["notes.json"] = json.dumps(next(iter(programs.values()))).encode()
    assert len(leaks(has)) == 1


def test_what_is_found_by_hand_is_recorded_sealed(archive):
    recorded = json.loads(contents(archive)[RECORDING])
    sealed = {expression for _, expressions, reply in recorded if "sealed" in reply
              for expression in expressions}
    assert {'HAND_FORWARD["e"]', 'HAND_GRADIENTS["b"]', "f_prime(1.0)"} <= sealed
    salts = [salt for *_, reply in recorded for salt, _ in reply.get("sealed", ())]
    assert len(salts) == len(set(salts)) > 10


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


@pytest.mark.verify
def test_its_check_says_of_right_code_that_it_is_right(kit, tmp_path):
    ran = grader("check", ROOT / "reference", cwd=kit)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Every check passed." in ran.stdout
    with_reference = grader("check", ROOT / "reference", cwd=ROOT)
    assert ran.stdout == with_reference.stdout


SAMPLE = ("honest_first_week",)
STORIES = sorted(path.parent for path in (ROOT / "tests" / "project").glob("*/*/story.toml"))


@pytest.fixture(scope="module")
def both(kit) -> Iterator[tuple[Bench, Bench]]:
    """The kit's grading, and the course's with its public suites."""
    with grading.bench(home=kit, hidden=False, check_seconds=2) as in_kit, \
            grading.bench(hidden=False, check_seconds=2) as at_home:
        assert in_kit.course.reference is None
        yield in_kit, at_home


@pytest.mark.parametrize("story", [
    pytest.param(path, id=path.name, marks=() if path.name in SAMPLE else pytest.mark.verify)
    for path in STORIES])
def test_its_public_scores_are_the_courses(both, story, monkeypatch):
    # What a random program is made smaller to hangs on who can be asked, and decides nothing.
    monkeypatch.setattr("grader.session.make_smaller", lambda *_: {})
    in_kit, at_home = (bench.path(story) for bench in both)
    # A kit does not name two mistakes at once, and so cannot say what both of them hide.
    told, known = ([replace(check, unjudged=False) for check in card.checks]
                   for card in (in_kit, at_home))
    assert told == known
    assert (in_kit.score, in_kit.max_score) == (at_home.score, at_home.max_score)
    assert in_kit.score is not None


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
    for target in ("hint", "watch"):
        ran = run(["make", "-n", target], kit)
        assert (ran.returncode, ran.stderr) == (0, "")
    assert re.search(r"\$\(PIP\) watchfiles ", makefile)


def test_a_snippet_fits_a_terminal_so_that_it_can_be_pasted_as_it_stands():
    indent = 6  # in a report
    for check in collect(Setting(load_course(hidden=False), "plain")):
        for line in (line for probe in check.probes for line in probe.code.splitlines()):
            assert len(line) + indent <= 80, f"{check.id}: {line}"
