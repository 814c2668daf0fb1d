"""The doctor: what is missing is said together with what to do about it."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from pathlib import Path

import pytest
from checkout import grader

from grader import doctor
from grader.carrier import carrier_fault
from grader.doctor import LIMITS, examine
from grader.weaker import fault_here


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with Python and nothing else, and no Landlock in its kernel."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("grader.landlock.version", lambda: 0)
    monkeypatch.setattr(doctor, "torch_home", lambda: None)


def test_on_a_bare_machine_each_finding_says_what_to_do(bare):
    found = {finding.subject: finding for finding in examine()}
    assert [subject for subject, finding in found.items() if finding.good] == ["Python", "plain"]
    assert "apt-get install bubblewrap" in found["sandbox"].text
    assert "--trust" in found["sandbox"].text
    assert "Linux 5.13" in found["weaker"].text
    assert "apt-get install util-linux" in found["steady"].text
    assert "make grade BONUS=1" in found["PyTorch"].text
    assert "apt-get install chromium" in found["browser"].text


def test_where_bubblewrap_works_it_says_so(bubblewrap):
    found = {finding.subject: finding for finding in examine()}
    assert found["sandbox"].good
    assert found["sandbox"].text == "bubblewrap works: submissions can be graded"


def test_where_the_weaker_sandbox_works_it_says_so_and_shows_its_layers(
    landlock, monkeypatch, tmp_path
):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = {finding.subject: finding for finding in examine()}
    assert not found["sandbox"].good and "apt-get install bubblewrap" in found["sandbox"].text
    assert found["weaker"].good and "--weaker-sandbox" in found["weaker"].text
    assert found["Landlock"].good and found["capabilities"].good and "namespaces" not in found


def test_where_bubblewrap_is_there_and_does_not_work_it_says_so(bare, tmp_path):
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    for program in ("setarch", "setpriv"):
        if there := shutil.which(program, path="/usr/bin:/bin"):
            (tmp_path / program).symlink_to(there)
    [sandbox] = [finding for finding in examine() if finding.subject == "sandbox"]
    assert sandbox.good or "namespace" in sandbox.text


def test_a_folder_called_torch_is_no_pytorch(monkeypatch):
    def unknown(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "torch_home", lambda: "/nowhere")
    monkeypatch.setattr("importlib.metadata.version", unknown)
    [torch] = [finding for finding in examine() if finding.subject == "PyTorch"]
    assert not torch.good


def test_the_command_prints_a_line_for_each():
    ran = grader("doctor")
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert [line[:3] in ("ok ", "-- ") for line in lines] == [True] * len(examine())


@pytest.mark.parametrize(("system", "said"), [
    ("darwin", "sandbox-exec"), ("freebsd14", "this is freebsd14"), ("win32", "this is win32")])
def test_other_systems_have_none_and_it_is_said(system, said, monkeypatch):
    monkeypatch.setattr(sys, "platform", system)
    assert said in fault_here() and carrier_fault("landlock", LIMITS) == fault_here()
