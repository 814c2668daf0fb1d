"""Which sandbox it is, and what is said of it, in places that are arranged to be like real ones.

bubblewrap cannot work in any of them: where it is not installed; in a container without privileges,
as root and as another user (`cramped.py`); in a namespace of users that has no others in it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from checkout import ROOT, environment, run
from cramped import cramped, ordinary

from grader import cli, weaker
from grader.command import can_pin, reachable
from grader.grade import Setting, load_course
from grader.ledger import grader_key

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the places are Linux's")
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can arrange it")
SECOND = ROOT / "tests" / "project" / "second"
REFUSED = "submissions do not run without a sandbox"
NAMED = "add --weaker-sandbox, which works here and holds less (SECURITY.md)"


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """One that is graded in next to no time, since its exercise has three checks."""
    return Path(shutil.copytree(SECOND / "reference", tmp_path / "hello"))


@pytest.fixture
def no_bubblewrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which it is not installed."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def grade(submission: Path, out: Path, *more: str) -> int:
    return cli.main(["grade", str(submission), "--out", str(out), "--assignment", str(SECOND),
                     "--jobs", "1", *more])


def graded(out: Path, name: str = "hello") -> tuple[dict[str, Any], dict[str, Any]]:
    """`result.json` and `run.json`."""
    return tuple(json.loads((out / name / file).read_text("utf-8"))  # type: ignore[return-value]
                 for file in ("result.json", "run.json"))


# --- the choice -------------------------------------------------------------------------------


def test_it_is_refused_and_the_weaker_one_is_named(
    submission: Path, tmp_path: Path, no_bubblewrap: None, landlock: None,
    capsys: pytest.CaptureFixture[str]
) -> None:
    assert grade(submission, tmp_path / "out") == 2
    said = capsys.readouterr().err
    assert "bubblewrap is not installed" in said and REFUSED in said and NAMED in said
    assert not (tmp_path / "out").exists()


def test_with_the_word_it_is_graded_and_named_wherever_a_result_is(
    submission: Path, tmp_path: Path, no_bubblewrap: None, landlock: None,
    capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert grade(submission, out, "--weaker-sandbox") == 0
    assert "submissions run in the weaker sandbox, by Landlock)" in capsys.readouterr().out
    result, ran = graded(out)
    assert result["grader"]["carrier"] == ran["carrier"] == "landlock"
    assert ran["layers"]["Landlock"].startswith("version ") and "namespaces" not in ran["layers"]
    assert "landlock" in (out / "hello" / "instructor.html").read_text("utf-8")


def test_the_word_makes_it_no_weaker_than_it_has_to_be(
    submission: Path, tmp_path: Path, bubblewrap: None, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert grade(submission, out, "--weaker-sandbox") == 0
    assert "weaker" not in capsys.readouterr().out
    assert graded(out)[0]["grader"]["carrier"] == "bubblewrap"


def test_where_neither_can_be_had_it_says_why_of_both(
    submission: Path, tmp_path: Path, no_bubblewrap: None, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("grader.landlock.version", lambda: 0)
    for more in ([], ["--weaker-sandbox"]):
        assert grade(submission, tmp_path / "out", *more) == 2
        said = capsys.readouterr().err
        assert "bubblewrap is not installed" in said and "add --trust if" in said
        assert ("this kernel has no Landlock" in said) == bool(more)
        assert "add --weaker-sandbox" not in said


def test_a_bonus_that_a_worker_could_not_read_is_told_before_anything_is_graded(
    submission: Path, tmp_path: Path, no_bubblewrap: None, landlock: None,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(weaker, "can_change_users", lambda: True)
    monkeypatch.setattr(weaker, "reachable", lambda path: "torch" not in path)
    monkeypatch.setattr("grader.command.torch_home", lambda: "/closed/torch")
    monkeypatch.setattr("grader.carrier.carrier_fault", lambda carrier, limits: (
        "" if carrier == "landlock" else "bubblewrap is not installed"))
    assert grade(submission, tmp_path / "out", "--bonus", "--weaker-sandbox") == 2
    assert "/closed/torch is closed to users without rights" in capsys.readouterr().err


def test_a_result_of_one_is_not_kept_for_the_other() -> None:
    course = load_course()
    assert len({grader_key(Setting(course, carrier))
                for carrier in ("bubblewrap", "landlock", "plain")}) == 3  # type: ignore[arg-type]


# --- places -----------------------------------------------------------------------------------


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "grader", *map(str, words)]


def by_another(*words: str | Path) -> list[str]:
    return ordinary("-m", "grader", *map(str, words))


@pytest.fixture
def theirs() -> Any:
    """A folder that an ordinary user may write to, and the submission in it."""
    if not reachable(__file__) or not reachable(pytest.__file__):
        pytest.skip("this checkout, or what is installed for it, is closed to other users")
    folder = Path(f"/tmp/micrograde-theirs-{os.getpid()}")
    shutil.copytree(SECOND / "reference", folder / "hello")
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def holds(place: Callable[[list[str]], list[str]], words: Callable[..., list[str]], folder: Path,
          out: Path, whose: str) -> None:
    """In this place: refused and named, graded with the word, and the doctor knows."""
    def said(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return run(place(words(*arguments)), ROOT)

    grading = ["grade", folder / "hello", "--out", out, "--assignment", SECOND]
    refused = said(*grading)
    assert refused.returncode == 2, refused.stderr
    assert "bubblewrap does not work here" in refused.stderr and NAMED in refused.stderr
    done = said(*grading, "--weaker-sandbox")
    assert (done.returncode, done.stderr) == (0, "")
    result, ran = graded(out)
    assert result["grader"]["carrier"] == "landlock" and result["score"] > 0
    assert ran["layers"]["user"].startswith(whose)
    doctor = said("doctor").stdout
    assert "--  sandbox       bubblewrap does not work here" in doctor
    assert "ok  weaker        Landlock works" in doctor


@only_root
def test_in_a_container_without_privileges_root_has_a_user_for_each_worker(
    landlock: None, bubblewrap: None, submission: Path, tmp_path: Path
) -> None:
    holds(lambda words: cramped(*words, root=True), command, submission.parent, tmp_path / "out",
          "one of its own")


@only_root
def test_in_a_container_without_privileges_another_user_has_its_own(
    landlock: None, bubblewrap: None, theirs: Path
) -> None:
    holds(lambda words: cramped(*words), by_another, theirs, theirs / "out", "none")


@pytest.mark.verify
@only_root
def test_where_a_namespace_of_users_has_no_others_root_is_none(
    landlock: None, bubblewrap: None, submission: Path, tmp_path: Path
) -> None:
    """It is root in name only: workers are the same user, and have no capabilities all the same."""
    def place(words: list[str]) -> list[str]:
        closed = "echo 0 > /proc/sys/user/max_user_namespaces; exec \"$@\""
        return ["unshare", "--user", "--map-root-user", "sh", "-ec", closed, "sh", *words]

    holds(place, command, submission.parent, tmp_path / "out", "none")


@only_root
def test_memory_that_forks_share_is_counted_once_where_root_may_not_look(
    landlock: None
) -> None:
    """In a container root may not look into other users' processes: the guard looks as one."""
    script = """
from asking import FORKS_THAT_SHARE, worker, ask
from grader.weaker import can_change_users
with worker({"engine": ""}, carrier="landlock") as student:
    print(can_change_users(), ask(student, FORKS_THAT_SHARE, "len(block) >> 20"))
"""
    ran = subprocess.run(
        cramped(sys.executable, "-c", script, root=True), capture_output=True, text=True,
        check=False, env=environment(PYTHONPATH=f"{ROOT}:{ROOT / 'tests' / 'project'}"))
    assert ran.stdout == "True Observation(answers=(60,), printed='')\n", ran.stderr


def test_a_reference_is_asked_where_the_layout_may_not_be_pinned(tmp_path: Path) -> None:
    """In most containers `setarch` is there, and is refused what it is for."""
    if not can_pin(shutil.which("setarch")):
        pytest.skip("the layout cannot be pinned here in the first place")
    script = ("from grader.carrier import carrier_fault\nfrom asking import LIMITS\n"
              "from grader.command import can_pin\nimport shutil\n"
              "print(can_pin(shutil.which('setarch')), repr(carrier_fault('plain', LIMITS)))")
    ran = subprocess.run(
        cramped(sys.executable, "-c", script), capture_output=True, text=True, check=False,
        env=environment(PYTHONPATH=f"{ROOT}:{ROOT / 'tests' / 'project'}"))
    assert ran.stdout == "False ''\n", ran.stderr
