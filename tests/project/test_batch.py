"""A class at a time: nothing is lost, nothing is graded twice, and no death costs another."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from checkout import ROOT, environment
from crowd import (
    SECOND,
    command,
    crowd,
    files,
    graded,
    killed_and_resumed,
    small_crowd,
)

from grader import batch, cli
from grader.batch import Done, Job, grade_all
from grader.course import Course, load_course
from grader.decided import refuse_replacing
from grader.errors import OperatorError
from grader.grade import Setting
from grader.ledger import alone, grader_key, kept, survey
from grader.platforms.arrival import Arrival, Student, dumps
from grader.platforms.download import Found
from grader.records import Scorecard, Submission

Say = Callable[..., tuple[int, list[str], str]]
SETTING = Setting(load_course(SECOND), "plain")


def hand_in(folder: Path, name: str, words: str = "A") -> Path:
    """A submission that is graded in no time."""
    (folder / name).mkdir(parents=True)
    (folder / name / "words.py").write_text(f"def initials(name): return {words!r}\n")
    return folder / name


def jobs(folder: Path, out: Path) -> list[Job]:
    return [Job(path.name, path, out / path.name) for path in sorted(folder.iterdir())]


@pytest.fixture
def term(tmp_path: Path) -> Path:
    """Three submissions; two people handed in the same."""
    hand_in(tmp_path / "term", "ada")
    hand_in(tmp_path / "term", "bob", "B")
    hand_in(tmp_path / "term", "eve")
    return tmp_path / "term"


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str]) -> Say:
    def grade(folder: Path, out: Path, *more: str) -> tuple[int, list[str], str]:
        status = cli.main(["grade", str(folder), "--out", str(out), "--trust",
                           "--assignment", str(SECOND), *more])
        said = capfd.readouterr()
        return status, said.out.splitlines()[1:], said.err

    return grade


def key_of(out: Path, name: str) -> str:
    return str(json.loads((out / name / "run.json").read_text())["key"])


# --- again ----------------------------------------------------------------------------------


def test_a_second_run_grades_only_what_is_new_or_changed(say: Say, term: Path, tmp_path: Path
                                                         ) -> None:
    out = tmp_path / "out"
    assert say(term, out)[1][-1].startswith("3 submissions graded: ")
    whole = files(out)
    status, said, _ = say(term, out)
    assert status == 0
    assert said[0] == "3 submissions graded before and unchanged (--regrade grades them again)"
    assert said[1].startswith("0 submissions graded: ")
    assert files(out) == whole

    (term / "bob" / "words.py").write_text("initials = len")
    hand_in(term, "zoe")
    said = say(term, out)[1]
    assert said[0].startswith("2 submissions graded before")
    assert sorted(line.split()[1] for line in said[1:-1]) == ["bob:", "zoe:"]
    assert {name.split("/")[0] for name in files(out)} >= {"ada", "bob", "eve", "zoe"}


def test_all_is_graded_again_where_one_asks_for_it(say: Say, term: Path, tmp_path: Path) -> None:
    say(term, tmp_path / "out")
    assert say(term, tmp_path / "out", "--regrade")[1][-1].startswith("3 submissions graded: ")


def test_a_hand_in_does_not_take_the_place_of_anothers_result(
        say: Say, term: Path, tmp_path: Path) -> None:
    """What is packed into one student's folder or zip is not what the operator has typed."""
    out = tmp_path / "out"
    say(term, out)
    for name in ("ada", "bob"):
        hand_in(tmp_path / "mallory", name, "forged")
    status, _, complaint = say(tmp_path / "mallory", out)
    assert status == 2
    assert "has files of 'ada' and 'bob', whose results came from" in complaint
    assert "--as 'their name'" in complaint and "--regrade" in complaint
    before = files(out)
    assert say(tmp_path / "mallory", out)[0] == 2
    assert files(out) == before
    assert say(tmp_path / "mallory", out, "--regrade")[0] == 0


def test_a_classs_newer_download_and_one_of_it_alone_take_their_places(
        say: Say, term: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    say(term, out)
    assert say(term / "ada", out)[0] == 0  # the operator has typed whose it is
    assert say(term, out)[0] == 0
    newer = term.rename(tmp_path / "term (1)")
    (newer / "bob" / "words.py").write_text("initials = len")
    hand_in(newer, "zoe")
    assert say(newer, out)[0] == 0


def test_whose_it_is_is_told_by_ids_too(tmp_path: Path) -> None:
    out = tmp_path / "out"
    ada = Arrival((Student("Ada", {"moodle": "11"}),), "moodle")
    for name in ("Ada_11", "Bob_12"):
        (out / name).mkdir(parents=True)
    (out / "Ada_11" / "arrival.json").write_text(dumps(ada))
    before = dict.fromkeys((out / "Ada_11", out / "Bob_12"), "/class.zip")
    forged = Found("Eve", "Eve", tmp_path, ada, "/eve.zip", True)
    with pytest.raises(OperatorError, match="'Eve', whose results came from "):
        refuse_replacing([forged], [out / "Eve"], before, None)
    refuse_replacing([replace(forged, inside=False)], [out / "Eve"], before, None)


def test_what_was_kept_counts_for_a_limit(say: Say, term: Path, tmp_path: Path) -> None:
    assert say(term, tmp_path / "out")[0] == 0
    assert say(term, tmp_path / "out", "--fail-under", "50")[0] == 1


@pytest.mark.parametrize("harm", [
    lambda folder: (folder / "report.html").unlink(),
    lambda folder: (folder / "result.json").write_text("{"),
    lambda folder: (folder / "run.json").write_text("[]"),
    lambda folder: (folder / "run.json").unlink(),
    shutil.rmtree,
])  # fmt: skip
def test_a_result_that_is_not_whole_is_made_again(
    say: Say, term: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    say(term, tmp_path / "out")
    whole = files(tmp_path / "out")
    harm(tmp_path / "out" / "bob")
    assert [line.split()[1] for line in say(term, tmp_path / "out")[1][1:-1]] == ["bob:"]
    assert files(tmp_path / "out") == whole


def test_a_key_hangs_on_all_that_a_result_hangs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {grader_key(setting) for setting in (
        SETTING, replace(SETTING, carrier="bubblewrap"), replace(SETTING, bonus=True),
        replace(SETTING, course=replace(SETTING.course, digest="another")))}
    for name, value in {"__version__": "0", "_own_files": lambda: "mended",
                        "_inner_python": lambda: "Python 3.99"}.items():
        with monkeypatch.context() as patch:
            patch.setattr(f"grader.ledger.{name}", value)
            keys.add(grader_key(SETTING))
    with monkeypatch.context() as patch:
        patch.setattr("platform.python_version", lambda: "3.99.0")
        keys.add(grader_key(SETTING))
    assert len(keys) == 8
    assert grader_key(SETTING) == grader_key(Setting(load_course(SECOND), "plain"))


def test_a_failure_of_the_grader_is_not_kept(
    say: Say, term: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = batch.grade
    with monkeypatch.context() as patch:
        patch.setattr("grader.batch.grade", only("bob", lambda: 1 / 0))
        status, said, err = say(term, tmp_path / "out")
    assert status == 3
    assert "micrograde: the grader failed on bob: ZeroDivisionError: division by zero\n" in err
    assert said[-1].startswith("3 submissions graded")
    assert batch.grade is right
    status, said, _ = say(term, tmp_path / "out")
    assert status == 0
    assert [line.split()[1] for line in said[1:-1]] == ["bob:"]


def test_a_report_that_cannot_be_made_costs_nobody_else_a_mark(
    term: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = batch.instructor

    def page(card: Scorecard) -> str:
        if card.name == "bob" and card.score is not None:
            raise OverflowError("too large")
        return pages(card)

    monkeypatch.setattr(batch, "instructor", page)
    every = batch.grade_all(jobs(term, tmp_path / "out"), SETTING, 2)
    done = {each.job.name: each for each in every}
    assert {name: each.fault for name, each in done.items() if each.fault} == {
        "bob": "OverflowError: too large"}
    assert done["bob"].card.score is None and len(done) == 3


def test_what_is_gone_when_its_turn_comes_is_refused(term: Path, tmp_path: Path) -> None:
    every = jobs(term, tmp_path / "out")
    entries = list(survey(every, SETTING))
    shutil.rmtree(term / "bob")
    done = {each.job.name: each for each in batch.grade_entries(entries, SETTING, 2)}
    assert done["bob"].card.kind == "refused" and not done["bob"].fault
    assert done["ada"].card.kind == "folder"


# --- the same content -----------------------------------------------------------------------


def test_the_same_content_is_graded_once_and_reported_as_if_alone(
    term: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (term / "eve" / "notes.docx").write_bytes(b"left aside, which intake notes")
    calls = tmp_path / "calls"
    right = batch.grade

    def counted(submission: Submission, *rest: object) -> Scorecard:
        with open(calls, "a") as file:
            file.write(f"{submission.name}\n")
        return right(submission, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("grader.batch.grade", counted)
    list(grade_all(jobs(term, tmp_path / "out"), SETTING, 2))
    assert sorted(calls.read_text().split()) == ["ada", "bob"]
    run = json.loads((tmp_path / "out" / "eve" / "run.json").read_text())
    assert run["same_as"] == "ada"
    list(grade_all([Job("eve", term / "eve", tmp_path / "alone" / "eve")], SETTING, 1))
    assert files(tmp_path / "alone" / "eve") == files(tmp_path / "out" / "eve")


def test_pages_that_cannot_be_made_of_one_who_handed_in_the_same_end_no_batch(
    term: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, here = batch.report_files, os.getpid()

    def fails(card: Scorecard, course: Course) -> dict[str, str]:
        if card.name == "eve" and os.getpid() != here:
            raise ValueError("no such picture")
        return right(card, course)

    monkeypatch.setattr("grader.batch.report_files", fails)
    monkeypatch.delenv("MICROGRADE_TRACEBACK", raising=False)
    done = {each.job.name: each for each in grade_all(jobs(term, tmp_path / "out"), SETTING, 2)}
    assert {name: each.fault for name, each in done.items()} == {
        "ada": "", "bob": "", "eve": "ValueError: no such picture"}
    assert done["eve"].card.score is None and done["ada"].card.score is not None


def test_what_changed_since_it_was_looked_at_has_no_twin(term: Path, tmp_path: Path) -> None:
    entries = list(survey(jobs(term, tmp_path / "out"), SETTING))
    (term / "ada" / "words.py").write_text("initials = len")
    done = {each.job.name: each.card.digest for each in batch.grade_entries(entries, SETTING, 2)}
    assert set(done) == {"ada", "bob", "eve"} and len(set(done.values())) == 3
    again = list(survey(jobs(term, tmp_path / "out"), SETTING))
    assert all(kept(entry, grader_key(SETTING)) for entry in again)


# --- who dies -------------------------------------------------------------------------------


def only(name: str, harm: Callable[[], object]) -> Callable[..., Scorecard]:
    """Grade as always, but for the submission of this name."""
    right = batch.grade

    def grade(submission: Submission, *rest: object) -> Scorecard:
        if submission.name == name:
            harm()
        return right(submission, *rest)  # type: ignore[arg-type]

    return grade


def by_name(done: list[Done]) -> dict[str, Done]:
    return {each.job.name: each for each in done}


@pytest.mark.parametrize("processes", [1, 2])
def test_who_dies_is_replaced_and_what_it_held_is_graded_again(
    term: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    list(grade_all(jobs(term, tmp_path / "whole"), SETTING, 2))

    def die_once() -> None:
        try:
            (tmp_path / "died").touch(exist_ok=False)
        except FileExistsError:
            return
        os.kill(os.getpid(), 9)

    monkeypatch.setattr("grader.batch.grade", only("bob", die_once))
    done = by_name(list(grade_all(jobs(term, tmp_path / "out"), SETTING, processes)))
    assert (tmp_path / "died").exists()
    assert {each.fault for each in done.values()} == {""}
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_a_submission_that_takes_three_down_is_told_alone(
    term: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        hand_in(term, f"s{number}", f"S{number}")
    deaths = tmp_path / "deaths"

    def die() -> None:
        with open(deaths, "a") as file:
            file.write("x")
        os.kill(os.getpid(), 9)

    monkeypatch.setattr("grader.batch.grade", only("bob", die))
    done = by_name(list(grade_all(jobs(term, tmp_path / "out"), SETTING, 2)))
    assert {name for name, each in done.items() if each.fault} == {"bob"}
    assert done["bob"].fault == "the process that graded it died, 3 times"
    assert done["bob"].card.score is None
    assert deaths.read_text() == "xxx"
    assert len(done) == 9


# --- who else is there ----------------------------------------------------------------------


def test_of_two_runs_into_one_folder_the_second_says_so(say: Say, term: Path, tmp_path: Path,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.ledger.PATIENCE", 0.1)
    (tmp_path / "out").mkdir()
    held = os.open(tmp_path / "out", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        status, said, err = say(term, tmp_path / "out")
    finally:
        os.close(held)
    assert (status, said) == (2, [])
    assert err.startswith(f"micrograde: another run is writing to {tmp_path / 'out'}\n  next: ")
    assert not list((tmp_path / "out").iterdir())
    assert say(term, tmp_path / "out")[0] == 0


def test_a_folder_is_free_again_when_a_run_ends_in_whatever_way(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), alone(tmp_path):
        raise ZeroDivisionError
    with alone(tmp_path):
        pass


def test_what_a_killed_run_left_half_written_goes_and_nothing_else_does(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    drafts = [tmp_path / f".{'0' * 16}.tmp", tmp_path / "ada" / f".{'a' * 16}.tmp"]
    others = [tmp_path / ".mine.tmp", tmp_path / "ada" / "notes.tmp"]
    for path in [*drafts, *others]:
        path.touch()
    with alone(tmp_path):
        assert [path.exists() for path in [*drafts, *others]] == [False, False, True, True]


@pytest.mark.verify
def test_no_more_is_in_memory_than_is_at_work(term: Path, tmp_path: Path,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        hand_in(term, f"s{number}", f"S{number}")
    taken, settled, most = 0, 0, 0
    right = batch.take

    def take(job: Job, setting: Setting) -> Submission:
        nonlocal taken, most
        taken += 1
        most = max(most, taken - settled)
        return right(job, setting)

    monkeypatch.setattr("grader.batch.take", take)
    for _ in grade_all(jobs(term, tmp_path / "out"), SETTING, 2):
        settled += 1
    assert (taken, settled) == (22, 23)
    assert most <= 2 * 2 + 1


# --- what is seen of it ----------------------------------------------------------------------


def on_a_terminal(tmp_path: Path, *arguments: str, typed: str = "") -> tuple[int, str]:
    """Run a command on a terminal of its own; its status, and all that was shown.

    What is `typed` is typed when the first bar is there.
    """
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "grader", *arguments],
                  {name: value for name, value in environment(TERM="xterm").items()
                   if not name.startswith("TQDM_")})
    shown = b""
    with contextlib.suppress(OSError):  # the terminal's end
        while data := os.read(terminal, 4096):
            shown += data
            if typed and b" of " in shown:
                os.write(terminal, typed.encode())
                typed = ""
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


@pytest.mark.verify
def test_a_terminal_has_a_bar_and_no_line_for_each(tmp_path: Path) -> None:
    submissions = small_crowd(tmp_path / "in", 10)
    status, shown = on_a_terminal(tmp_path, *command(submissions, tmp_path / "out", "--trust",
                                                     "--assignment", str(SECOND))[3:])
    assert status == 0, shown
    assert re.search(r"10 of 10 \|.+\| .*/s, 00:00 left, .*with nothing", shown), shown
    assert "in full" in shown
    assert "s0001" not in shown
    assert f"10 submissions graded: {tmp_path / 'out' / 'index.html'}" in shown


def test_ctrl_c_on_a_terminal_says_how_to_go_on(tmp_path: Path) -> None:
    submissions = small_crowd(tmp_path / "in", 60)
    status, shown = on_a_terminal(tmp_path, *command(submissions, tmp_path / "out", "--trust",
                                                     "--assignment", str(SECOND))[3:],
                                  typed="\x03")
    assert status == 130, shown
    assert "Traceback" not in shown
    assert "micrograde: stopped" in shown


# --- killed ---------------------------------------------------------------------------------


def test_killed_and_resumed_it_is_the_same_folder(tmp_path: Path) -> None:
    submissions, small = small_crowd(tmp_path / "in", 40), ("--trust", "--assignment", str(SECOND))
    graded(submissions, tmp_path / "whole", *small)
    said = killed_and_resumed(submissions, tmp_path / "out", 40, 2, *small)
    assert "graded before and unchanged" in said
    assert files(tmp_path / "out") == files(tmp_path / "whole")


@pytest.mark.verify
@pytest.mark.timeout(1200)
def test_two_hundred_killed_and_resumed(tmp_path: Path, bubblewrap: None) -> None:
    submissions = crowd(tmp_path / "in", 200)
    graded(submissions, tmp_path / "whole")
    killed_and_resumed(submissions, tmp_path / "out", 200, 3)
    assert files(tmp_path / "out") == files(tmp_path / "whole")
