"""The Makefile: what its help names is there, and a first command on a bare machine is told what
is missing."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from checkout import ROOT, copy_checkout, run

TEXT = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z-]+):", TEXT, re.MULTILINE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_checkout(tmp_path_factory.mktemp("makefile") / "micrograde")


@pytest.fixture
def bare(home: Path, tmp_path: Path) -> Path:
    """A checkout in which nothing was ever typed."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((home / name).read_bytes())
    return tmp_path


def fake_python(folder: Path, *lines: str) -> str:
    """A program in the place of Python."""
    path = folder / "python"
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_help_names_every_target_and_no_other(home):
    ran = run(["make", "help"], home)
    assert (ran.returncode, ran.stderr) == (0, "")
    named = re.findall(r"^  make ([a-z-]+)", ran.stdout, re.MULTILINE)
    assert sorted(named) == sorted(set(TARGETS) - {"help"})


def test_help_is_what_make_alone_says(home):
    assert run(["make"], home).stdout == run(["make", "help"], home).stdout


def test_no_target_can_be_shadowed_by_a_file_of_its_name():
    [phony] = re.findall(r"^\.PHONY: (.*)$", TEXT, re.MULTILINE)
    assert sorted(phony.split()) == sorted(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_knows_what_to_do(home, target):
    ran = run(["make", "-n", target], home)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.strip()
    assert "pip install" not in ran.stdout  # what is there is not fetched again


@pytest.mark.parametrize("target", ["check", "test", "grade", "doctor", "demo"])
def test_any_target_may_be_the_first_and_makes_its_environment(bare, target):
    planned = run(["make", "-n", target], bare)
    assert planned.returncode == 0
    steps = ["-m venv .venv", "-m pip install", "touch .venv/run"]
    places = [planned.stdout.index(step) for step in steps]
    assert places == sorted(places)


def test_a_value_may_hold_blanks_and_quotes(home, tmp_path):
    work = tmp_path / "Ada's \"work\""
    work.mkdir()
    ran = run(["make", "grade", f"S={work / 'engine.py'}"], home)
    assert f"there is nothing at {work / 'engine.py'}" in ran.stderr
    ran = run(["make", "check", "PART=4.2; echo oh"], home)
    assert "there is no part 4.2; echo oh;" in ran.stderr


def test_grade_without_a_submission_says_how_to_name_one(home):
    ran = run(["make", "grade"], home)
    assert ran.returncode == 2
    assert "  next: make grade S=path" in ran.stderr


def test_the_bonus_alone_fetches_pytorch(home, bare):
    assert "Fetching PyTorch" not in run(["make", "-n", "grade", "S=x"], bare).stdout
    assert "Fetching PyTorch" in run(["make", "-n", "grade", "S=x", "BONUS=1"], bare).stdout


def test_a_cluster_alone_fetches_dask(bare):
    assert "what a cluster needs" not in run(["make", "-n", "grade", "S=x"], bare).stdout
    assert "what a cluster needs" in run(
        ["make", "-n", "grade", "S=x", "CLUSTER=local:2"], bare).stdout


def test_grade_hands_on_what_is_asked_of_it(home):
    ran = run(["make", "-n", "grade", "S=x", "ASSIGNMENT=my folder", "REGRADE=1",
               "CLUSTER=local:2"], home)
    assert '--assignment "$ASSIGNMENT" --regrade --cluster "$CLUSTER"' in ran.stdout
    ran = run(["make", "grade", "S=x", "ASSIGNMENT=my folder"], home)
    assert f"no sheet at {home / 'my folder' / 'exercises' / 'sheet.toml'}\n" in ran.stderr
    ran = run(["make", "grade", "S=README.md", "CLUSTER=nowhere"], home)
    assert "argument --cluster: 'nowhere' is no address" in ran.stderr


# --- what a machine may lack ----------------------------------------------------------------


def test_a_python_that_is_too_old_is_told(bare, tmp_path):
    old = fake_python(tmp_path, "exit 1")
    ran = run(["make", "check", f"PYTHON={old}"], bare)
    assert ran.returncode == 2
    assert "Python 3.11 or later is needed. Debian: apt-get install python3" in ran.stdout


def test_no_python_at_all_is_told(bare):
    ran = run(["make", "check", "PYTHON=no-such-python"], bare)
    assert ran.returncode == 2
    assert "apt-get install python3 python3-venv" in ran.stdout


def test_a_python_without_environments_is_told_and_leaves_nothing_half_made(bare, tmp_path):
    lacking = fake_python(
        tmp_path, '[ "$1" = -c ] && exit 0', "mkdir -p .venv/bin", "exit 1")
    ran = run(["make", "check", f"PYTHON={lacking}"], bare)
    assert ran.returncode == 2
    assert "apt-get install python3-venv" in ran.stdout
    assert not (bare / ".venv").exists()


def test_no_network_is_told_and_the_next_try_goes_on(bare, tmp_path):
    python = fake_python(
        tmp_path,
        '[ "$1" = -c ] && exit 0',
        '[ "$2" = venv ] && { mkdir -p .venv/bin; cp "$0" .venv/bin/python; exit 0; }',
        "exit 1")
    for _ in range(2):
        ran = run(["make", "check", f"PYTHON={python}"], bare)
        assert ran.returncode == 2
        assert "That needs the network, once." in ran.stdout
        assert (bare / ".venv" / "made").exists()
        assert not (bare / ".venv" / "run").exists()


@pytest.mark.verify
def test_the_first_command_works_from_nothing(home, tmp_path):
    """With whatever package sources this machine has; skipped where there are none."""
    fresh = copy_checkout(tmp_path / "fresh")
    subprocess.run(["rm", "-r", str(fresh / ".venv")], check=True)
    mine = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    first = subprocess.run(["make", "check", "PART=1.1"], cwd=fresh, text=True, env=mine,
                           capture_output=True, timeout=280, check=False)
    if "That needs the network" in first.stdout:
        pytest.skip("packages cannot be had here")
    assert first.returncode == 0
    assert "(only the first time)" in first.stdout
    assert first.stdout.splitlines()[-1].startswith("score 0 / ")
    again = run(["make", "check", "PART=1.1"], fresh)
    assert (again.returncode, again.stderr) == (0, "")
    assert "(only the first time)" not in again.stdout
