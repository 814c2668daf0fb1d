"""Another exercise than this project's own: the same grader, from a folder."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from checkout import ROOT, copy_checkout, environment, grader, run, share_environment

SECOND = ROOT / "tests" / "project" / "second"
PAGE = (ROOT / "docs" / "next-exercise.md").read_text(encoding="utf-8")
FILE = re.compile(r"^`(mine/[\w./-]+)`:\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^`mine/[\w./-]+`:\n\n```\w*\n.*?^```$|^```sh\n.*?^```$",
                  re.MULTILINE | re.DOTALL)
MISTAKES = {
    "median-of-the-order-given": ("sorted(numbers)", "list(numbers)"),
    "upper-of-two": ("(ordered[middle - 1] + ordered[middle]) / 2", "ordered[middle]"),
    "sums-before": ("        total += number\n        sums.append(total)\n",
                    "        sums.append(total)\n        total += number\n"),
}


def of_second(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    ran = grader(*arguments, "--assignment", SECOND)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout + ran.stderr
    return ran


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second exercise's stubs, reference and each of its mistakes, graded."""
    term, out = tmp_path_factory.mktemp("term"), tmp_path_factory.mktemp("out")
    shutil.copytree(SECOND / "exercises", term / "stubs")
    for name, (before, after) in {**MISTAKES, "right": ("", "")}.items():
        (term / name).mkdir()
        shutil.copy(SECOND / "reference" / "words.py", term / name)
        text = (SECOND / "reference" / "lists.py").read_text()
        assert text.count(before) == 1 or not before
        (term / name / "lists.py").write_text(text.replace(before, after) if before else text)
    of_second("grade", term, "--trust", "--out", out)
    return out


def test_a_second_exercise_is_checked() -> None:
    right = of_second("check", SECOND / "reference").stdout
    assert right.splitlines()[-1] == "score 5 / 5 (hidden checks decide 5 more)"
    stubs = of_second("check", "--part", "b").stdout
    assert "Not written yet: b: the median." in stubs
    assert "Write down four numbers in any order." in stubs


def test_a_second_exercise_is_graded_and_exported(reports: Path) -> None:
    table = grader("export", "csv", "--from", reports).stdout
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(table))}
    assert {name: row["score"] for name, row in rows.items()} == {
        "right": "10", "stubs": "0", "median-of-the-order-given": "7", "upper-of-two": "7",
        "sums-before": "8"}
    assert [rows["right"][f"part {id}"] for id in "abc"] == ["4", "4", "2"]


def test_a_second_exercises_mistakes_have_their_names(reports: Path) -> None:
    for name in MISTAKES:
        [diagnosis] = json.loads((reports / name / "result.json").read_text())["diagnoses"]
        assert (diagnosis["id"], diagnosis["confidence"]) == (name, "certain")
    assert "median takes the upper one" in (reports / "index.html").read_text()


def test_what_is_known_of_a_second_exercise_is_up_to_date(tmp_path: Path) -> None:
    shutil.copytree(SECOND, tmp_path / "second")
    ran = grader("known", "--assignment", tmp_path / "second")
    assert ran.returncode == 0, ran.stderr
    known = Path("reference") / "known.json"
    assert (tmp_path / "second" / known).read_bytes() == (SECOND / known).read_bytes()


def test_a_second_exercise_has_a_kit_that_checks(tmp_path: Path) -> None:
    of_second("kit", "--out", tmp_path)
    with zipfile.ZipFile(tmp_path / "names-and-numbers-kit.zip") as packed:
        packed.extractall(tmp_path / "student")
    kit = tmp_path / "student" / "names-and-numbers-kit"
    assert not (kit / "reference").exists() and not (kit / "tests" / "graded" / "hidden").exists()
    assert not [path for path in kit.rglob("*") if "programs" in path.name]
    share_environment(kit)
    name = "upper-of-two"
    before, after = MISTAKES[name]
    shutil.copy(SECOND / "reference" / "words.py", kit / "exercises")
    text = (SECOND / "reference" / "lists.py").read_text()
    (kit / "exercises" / "lists.py").write_text(text.replace(before, after))
    ran = run(["make", "check"], kit)
    assert ran.returncode == 0, ran.stderr
    assert "score 4 / 5" in ran.stdout
    assert "Half of the length is the index" in ran.stdout


def test_what_is_no_exercise_is_told(tmp_path: Path) -> None:
    for command in (["check"], ["grade", str(SECOND / "reference"), "--trust"], ["kit"]):
        ran = grader(*command, "--assignment", tmp_path)
        assert ran.returncode == 2
        assert "there is no sheet at" in ran.stderr and "--assignment" in ran.stderr


def test_the_page_that_tells_how_to_make_one_can_be_typed_as_it_stands(tmp_path: Path) -> None:
    home = copy_checkout(tmp_path / "clone")
    said = []
    for step in STEP.findall(PAGE):
        file = FILE.fullmatch(step)
        if file:
            (home / file[1]).write_text(file[2], encoding="utf-8")
            continue
        for line in step.splitlines()[1:-1]:
            ran = subprocess.run(["bash", "-ec", line], cwd=home, env=environment(), text=True,
                                 capture_output=True, check=False, stdin=subprocess.DEVNULL)
            # Only the sandbox may be missing.
            if "grader grade" in line and "bubblewrap" in ran.stderr:
                ran = run(["bash", "-ec", f"{line} --trust"], home)
            assert ran.returncode == 0, f"{line}\n{ran.stdout}{ran.stderr}"
            said.append(ran.stdout)
    assert len(said) == 9
    whole = "".join(said)
    assert "3 passed" in whole
    assert "score 2 / 2 (hidden checks decide 2 more)" in whole
    assert "score 0 / 2 (hidden checks decide 2 more)" in whole
    assert "1 known mistakes, 3 checks" in whole
    assert [line.split(",")[:3] for line in said[-1].splitlines()[1:]] == [
        ["exercises", "0", "4"], ["reference", "4", "4"]]
    assert (home / "dist" / "temperatures-kit.zip").exists()
