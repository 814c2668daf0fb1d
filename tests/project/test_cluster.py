"""On a cluster: the same bytes, whoever is there, whoever is not fit for it, and whoever dies."""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import copy_checkout, grader
from crowd import SECOND, files, graded, results, small_crowd
from dasks import Dasks, on_three

from grader import cargo, cli, hand
from grader.course import load_course
from grader.errors import GraderError
from grader.grade import Setting
from grader.ledger import grader_key, grader_pieces
from grader.station import Station

SMALL = ("--assignment", str(SECOND))
SETTING = Setting(load_course(SECOND), "plain")


def runs_of(out: Path) -> dict[str, dict[str, str]]:
    return {path.parent.name: json.loads(path.read_text()) for path in out.glob("*/run.json")}


# --- the same bytes -------------------------------------------------------------------------


@pytest.mark.verify
def test_a_dozen_on_a_cluster_of_this_machine_are_the_same_bytes(tmp_path: Path) -> None:
    submissions = small_crowd(tmp_path / "in", 12)
    graded(submissions, tmp_path / "here", "--trust", *SMALL)
    (tmp_path / "tmp").mkdir()
    ran = grader("grade", submissions, "--out", tmp_path / "there", "--trust", *SMALL,
                 "--cluster", "local:2", TMPDIR=str(tmp_path / "tmp"))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "12 submissions graded: " in ran.stdout
    assert files(tmp_path / "there") == files(tmp_path / "here")
    assert list((tmp_path / "tmp").glob("micrograde-dask-*")) == []
    here, there = runs_of(tmp_path / "here"), runs_of(tmp_path / "there")
    assert {name: run["key"] for name, run in there.items()} == {
        name: run["key"] for name, run in here.items()}  # a run here would keep what is there


@pytest.mark.verify
def test_one_of_three_workers_is_killed_and_one_has_no_sandbox(
    dasks: Dasks, tmp_path: Path, bubblewrap: None
) -> None:
    submissions = small_crowd(tmp_path / "in", 40)
    graded(submissions, tmp_path / "here", *SMALL)
    on_three(dasks, submissions, tmp_path / "there", 40, *SMALL)
    assert files(tmp_path / "there") == files(tmp_path / "here")


# --- who dies -------------------------------------------------------------------------------


def worker_below(nanny: int) -> int:
    """The process that a nanny has for its worker; there may be a tracker beside it."""
    below = [int(pid) for path in Path(f"/proc/{nanny}/task").glob("*/children")
             for pid in path.read_text().split()]
    [worker] = [pid for pid in below
                if b"tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return worker


@pytest.mark.verify
def test_a_worker_that_dask_replaces_is_tried_and_gets_work_again(
    dasks: Dasks, tmp_path: Path
) -> None:
    """It is the only one, so that without it nothing would come to an end."""
    submissions = small_crowd(tmp_path / "in", 12)
    graded(submissions, tmp_path / "here", "--trust", *SMALL)
    dasks.worker("phoenix", "--nanny")
    dasks.has_joined("phoenix")
    grading = dasks.graded_on(submissions, tmp_path / "there", "--trust", *SMALL)
    grading.has(3)
    os.kill(worker_below(dasks.started["phoenix"].pid), signal.SIGKILL)
    assert grading.end(200) == (0, "")
    assert files(tmp_path / "there") == files(tmp_path / "here")


@pytest.mark.verify
def test_a_submission_that_takes_three_down_is_told_alone_on_a_cluster_too(
    dasks: Dasks, tmp_path: Path
) -> None:
    """The grader that travels is one that dies of a submission called s0003."""
    home = copy_checkout(tmp_path / "home")
    text = (home / "grader" / "batch.py").read_text()
    marked = "    began, cpu = time.time(), time.process_time()\n"
    assert text.count(marked) == 1
    deaths = tmp_path / "deaths"
    (home / "grader" / "batch.py").write_text(text.replace(marked, marked + (
        "    if submission.name == 's0003':\n"
        f"        open({str(deaths)!r}, 'a').write('x')\n"
        "        os.kill(os.getpid(), 9)\n")))
    submissions = small_crowd(tmp_path / "in", 10)
    dasks.worker("lives")
    ran = grader("grade", submissions, "--out", tmp_path / "out", "--cluster", dasks.address,
                 "--trust", *SMALL, cwd=home)
    assert ran.returncode == 3
    assert ran.stderr == ("micrograde: the grader failed on s0003: "
                          "the process that graded it died, 3 times\n")
    assert deaths.read_text() == "xxx"
    faults = {name: run["fault"] for name, run in runs_of(tmp_path / "out").items()}
    assert len(faults) == 10 and [name for name in faults if faults[name]] == ["s0003"]


@pytest.mark.verify
def test_a_scheduler_that_is_gone_is_told_and_what_was_graded_stays(
    dasks: Dasks, tmp_path: Path
) -> None:
    submissions = small_crowd(tmp_path / "in", 60)
    dasks.worker("lives")
    grading = dasks.graded_on(submissions, tmp_path / "out", "--trust", *SMALL)
    grading.has(5)
    dasks.kill("scheduler")
    assert grading.end(200) == (2, (
        f"micrograde: the scheduler at {dasks.address} can no longer be reached\n"
        "  next: once it is there again, the same command, which goes on from there\n"))
    assert results(tmp_path / "out") >= 5 and (tmp_path / "out" / "index.html").exists()


# --- whom nobody can help -------------------------------------------------------------------


@pytest.mark.verify
def test_where_no_worker_has_a_sandbox_nothing_is_graded(dasks: Dasks, tmp_path: Path) -> None:
    dasks.worker("bare", PATH="")
    dasks.has_joined("bare")
    ran = grader("grade", SECOND / "reference", "--out", tmp_path / "out", "--cluster",
                 dasks.address, *SMALL)
    assert ran.returncode == 2
    refused, cause, next_step = ran.stderr.splitlines()
    assert refused.startswith("micrograde: no work for worker bare (tcp://")
    assert cause.startswith(f"micrograde: no worker of {dasks.address} is left that can grade "
                            "(worker bare (tcp://")
    assert next_step.startswith("  next: dask worker ")
    assert results(tmp_path / "out") == 0


def told(capsys: pytest.CaptureFixture[str], tmp_path: Path, cluster: str) -> str:
    status = cli.main(["grade", str(SECOND / "reference"), "--out", str(tmp_path / "out"), *SMALL,
                       "--cluster", cluster])
    assert status == 2
    cause, next_step = capsys.readouterr().err.splitlines()
    assert next_step.startswith("  next: ")
    return cause


def test_where_no_scheduler_answers_it_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.cluster.CONNECTING", 0.5)
    cause = told(capsys, tmp_path, "tcp://127.0.0.1:1")
    assert cause.startswith("micrograde: there is no Dask scheduler at tcp://127.0.0.1:1 (")


def test_where_dask_is_not_installed_it_says_how_to_have_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert told(capsys, tmp_path, "tcp://127.0.0.1:1") == (
        "micrograde: --cluster needs Dask's distributed, which is not installed here")


@pytest.mark.parametrize("cluster", ["local", "local:", "local:0", "local:two", "somewhere", ""])
def test_what_is_no_address_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, cluster: str
) -> None:
    assert "argument --cluster: " in told(capsys, tmp_path, cluster)


# --- what travels ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    place = tmp_path_factory.mktemp("worker")
    made = Station(cargo.packed(SETTING), str(place))
    yield made
    made.close()
    assert list(place.iterdir()) == []


def test_what_is_graded_with_is_the_same_when_it_has_travelled(station: Station) -> None:
    came, _ = station.do(cargo.piece(hand.trial, SETTING))
    assert came is not None
    found = cargo.opened(came)
    assert found.fault == ""
    assert found.pieces == grader_pieces(SETTING)


def test_a_key_hangs_on_each_of_the_pieces() -> None:
    assert len(grader_pieces(SETTING)) == 8
    assert grader_key(SETTING) == grader_key(Setting(load_course(SECOND), "plain"))


def test_the_same_cargo_is_the_same_bytes_and_has_nothing_of_a_students() -> None:
    assert cargo.packed(SETTING) == cargo.packed(Setting(load_course(SECOND), "plain"))


def test_who_dies_at_a_piece_is_replaced_at_the_next(station: Station) -> None:
    assert station.do(cargo.piece(os.kill, 0, 9))[0] is None  # 0: its own group, itself alone
    came, _ = station.do(cargo.piece(len, "abc"))
    assert came is not None and cargo.opened(came) == 3


def test_what_fails_comes_back_as_a_failure_of_the_grader(station: Station) -> None:
    came, _ = station.do(cargo.piece(int, "three"))
    assert came is not None
    with pytest.raises(GraderError, match="ValueError: invalid literal"):
        cargo.opened(came)


def test_what_is_printed_is_no_answer(station: Station) -> None:
    came, _ = station.do(cargo.piece(os.write, 1, b"\0" * 100))
    assert came is not None and cargo.opened(came) == 100


def test_a_hand_that_cannot_begin_says_why(tmp_path: Path) -> None:
    bad = Station(_empty_kit(), str(tmp_path))
    came, words = bad.do(b"")
    bad.close()
    assert came is None
    assert "No module named" in words


def _empty_kit() -> bytes:
    return b"PK\x05\x06" + b"\0" * 18


def test_a_setting_stays_where_it_is() -> None:
    data = cargo.piece(setting_of, SETTING)
    assert len(data) < 200
    other = Setting(SETTING.course, "bubblewrap", bonus=True)
    assert pickle.loads(cargo.done(data, other)) == (True, ("bubblewrap", True))


def setting_of(setting: Setting) -> tuple[str, bool]:
    return setting.carrier, setting.bonus
