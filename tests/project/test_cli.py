"""The command line: what it says, how it ends, and that no traceback reaches anyone."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import ROOT, environment, grader

from grader import cli
from grader.course import load_course
from grader.errors import GraderError
from grader.grade import Setting, collect

REFERENCE = str(ROOT / "reference")
SHEET = load_course().sheet
OPERATORS_ERROR = re.compile(r"\Amicrograde: .+\n  next: .+\n\Z")


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Iterator[object]:
    """Run a command in this process: its status, its lines, and its complaints."""

    def say(*arguments: str | Path) -> tuple[int, list[str], str]:
        status = cli.main(list(map(str, arguments)))
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out.splitlines(), err

    yield say


@pytest.fixture
def no_bubblewrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which bubblewrap is not installed."""
    tools = tmp_path / "bin"
    tools.mkdir()
    if setarch := shutil.which("setarch"):
        (tools / "setarch").symlink_to(setarch)
    monkeypatch.setenv("PATH", str(tools))


def hand_in(folder: Path, *names: str, engine: str = "") -> Path:
    """A folder of submissions: the reference, with lines of one's own at the end of engine.py."""
    for name in names:
        shutil.copytree(REFERENCE, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        with open(folder / name / "engine.py", "a", encoding="utf-8") as file:
            file.write(engine)
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A submission that is graded in no time, having nothing in it that could be asked."""
    folder = tmp_path / "hello"
    folder.mkdir()
    (folder / "notes.txt").touch()
    return folder


@pytest.fixture
def hello(empty: Path) -> Path:
    """A submission with next to nothing in it."""
    (empty / "answers.py").write_text("Q1 = 'A'\n", encoding="utf-8")
    return empty


# --- the operator's mistakes ----------------------------------------------------------------


@pytest.mark.parametrize(("command", "cause", "following"), [
    ("", "required: command", "python -m grader --help"),
    ("frob", "'frob'", "python -m grader --help"),
    ("check nowhere", "there is nothing at nowhere", "check PATH"),
    ("check . --part 9", "there is no part 9; the parts are 1.1, ", "make check PART=1.1"),
    ("check --par 4.2", "--par", "--help"),
    ("check .", "cannot be checked. ", "check PATH"),
    ("grade", "nothing was named", "make grade S=path"),
    ("grade nowhere --trust", "there is nothing at nowhere", "make grade S=path"),
    ("grade . --trust --out file/reports", "nothing can be written to file/reports", "--out"),
    ("grade . --jobs 0", "'0' is no number from 1 on", "grade --help"),
    ("grade . --jobs two", "'two' is no number", "grade --help"),
    ("grade . --fail-under 101", "'101' is no number from 0 to 100", "grade --help"),
    ("grade . --fail-under nan", "'nan' is no number", "grade --help"),
    ("export", "required: FORMAT", "export --help"),
    ("export xls", "'xls'", "export --help"),
    ("export csv --from nowhere", "there are no results in nowhere", "make grade S=path"),
    ("export csv --from damaged", "result.json is damaged", "grade again"),
    ("kit --out file", "nothing can be written to file", "--out"),
])
def test_an_operators_mistake_says_the_cause_and_what_to_type_next(
    say, tmp_path, monkeypatch, command, cause, following
):
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    Path("damaged/somebody").mkdir(parents=True)
    Path("damaged/somebody/result.json").write_text("{", encoding="utf-8")
    status, out, err = say(*command.split())
    assert (status, out) == (2, [])
    assert OPERATORS_ERROR.match(err)
    said, _, after = err.partition("\n  next: ")
    assert cause in said
    assert following in after


def test_help_is_no_mistake(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["grade", "--help"])
    assert ended.value.code == 0
    assert "--fail-under" in capsys.readouterr().out


def test_on_windows_one_line_says_where_to_go(say, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    status, out, err = say("check")
    assert (status, out, err.count("\n")) == (2, [], 1)
    assert "WSL" in err
    assert len(err) <= 81


# --- check ----------------------------------------------------------------------------------


def test_check_ends_with_the_score_and_what_hidden_checks_decide(say):
    status, out, err = say("check", "--part", "1.1")  # the stubs
    assert (status, err) == (0, "")
    found = re.fullmatch(r"score 0 / ([\d.]+) \(hidden checks decide ([\d.]+) more\)", out[-1])
    assert found
    assert float(found[1]) + float(found[2]) == SHEET.part("1.1").points


def test_check_counts_every_point_of_the_sheet(say):
    status, out, err = say("check", REFERENCE)
    assert (status, err) == (0, "")
    found = re.fullmatch(r"score ([\d.]+) / ([\d.]+) \(hidden checks decide ([\d.]+) more\)",
                         out[-1])
    assert found
    assert found[1] == found[2]
    assert float(found[2]) + float(found[3]) == SHEET.max_score


def test_a_parts_number_stands_for_those_below_it(say):
    _, out, _ = say("check", REFERENCE, "--part", "4")
    assert [line.split()[0] for line in out if "█" in line] == ["4.1", "4.2"]
    _, most, hidden = map(float, re.findall(r"[\d.]+", out[-1]))
    assert most + hidden == SHEET.part("4.1").points + SHEET.part("4.2").points


def test_a_part_with_hidden_checks_alone_says_so(say):
    public = {check.part for check in collect(Setting(load_course(hidden=False), "plain"))}
    part = next(part for part in SHEET.parts if part.id not in public)
    status, out, err = say("check", "--part", part.id)
    assert (status, err) == (0, "")
    assert out[0].startswith("There is no public check here")
    assert out[-1] == f"score 0 / 0 (hidden checks decide {part.points:g} more)"


def test_check_shows_every_failure_where_it_is_asked_to(say):
    _, some, _ = say("check", "--part", "1")
    _, every, _ = say("check", "--part", "1", "--all")
    assert sum("Not written yet" in line for line in some) == 1
    assert sum("Not written yet" in line for line in every) > 3


def test_check_does_without_a_sandbox_and_says_so(say, no_bubblewrap):
    status, out, err = say("check", REFERENCE, "--part", "1.1")
    assert (status, err) == (0, "")
    assert out[0] == "(no sandbox here: your code runs as any program of yours does)"
    assert "Every check passed." in out


@pytest.mark.verify
def test_the_bonus_part_asks_for_the_bonus(say, pytorch):
    status, out, _ = say("check", REFERENCE, "--part", "bonus")
    assert status == 0
    assert re.fullmatch(r"score 0 / 0 \+ bonus ([\d.]+) / \1", out[-1])


# --- grade ----------------------------------------------------------------------------------


def test_grade_ends_with_the_score(say, tmp_path, bubblewrap):
    status, out, err = say("grade", REFERENCE, "--out", tmp_path, "--fail-under", "100")
    assert (status, err) == (0, "")
    assert out[-1] == f"score {SHEET.max_score:.0f} / {SHEET.max_score:.0f}"
    assert out[-2] == f"report: {tmp_path / 'reference' / 'report.html'}"
    assert {path.name for path in (tmp_path / "reference").iterdir()} == {
        "result.json", "run.json", "report.html", "instructor.html"}
    assert {path.name for path in tmp_path.iterdir()} == {"reference", "index.html", "scores.csv"}


def test_grade_refuses_without_a_sandbox_and_says_what_to_install(
    say, tmp_path, empty, no_bubblewrap
):
    status, out, err = say("grade", empty, "--out", tmp_path / "reports")
    assert (status, out) == (2, [])
    assert OPERATORS_ERROR.match(err)
    assert "apt-get install bubblewrap" in err
    assert "--trust" in err
    assert not (tmp_path / "reports").exists()


def test_grade_takes_the_operators_word(say, tmp_path, empty, no_bubblewrap):
    status, out, err = say("grade", empty, "--out", tmp_path / "reports", "--trust")
    assert (status, err) == (0, "")
    assert out[0] == "(--trust: submissions run without a sandbox)"
    result = json.loads((tmp_path / "reports" / "hello" / "result.json").read_text("utf-8"))
    assert result["grader"]["carrier"] == "plain"


def test_grade_shows_no_hidden_check_but_its_title(say, tmp_path, hello):
    _, out, _ = say("grade", hello, "--out", tmp_path / "reports", "--trust")
    result = json.loads((tmp_path / "reports" / "hello" / "result.json").read_text("utf-8"))
    hidden = [check for check in result["checks"] if check["hidden"] and check["probe"]]
    assert hidden
    for check in hidden:
        assert check["probe"] not in "\n".join(out)


@pytest.mark.verify
@pytest.mark.parametrize(("limit", "status"), [("0", 0), ("50", 1), (None, 0)])
def test_a_low_score_fails_only_where_it_is_asked_to(say, tmp_path, empty, limit, status):
    more = ["--fail-under", limit] if limit else []
    assert say("grade", empty, "--out", tmp_path / "reports", "--trust", *more)[0] == status


def test_what_cannot_be_read_is_graded_and_scores_nothing(say, tmp_path):
    (tmp_path / "notes.txt").touch()
    status, out, err = say("grade", tmp_path, "--out", tmp_path / "reports", "--trust")
    assert (status, err) == (0, "")
    assert out[-1] == f"score 0 / {SHEET.max_score:.0f}"


@pytest.mark.verify
def test_several_are_counted_and_named_as_they_end(say, tmp_path, empty):
    shutil.copytree(empty, tmp_path / "all" / "ada")
    shutil.copytree(empty, tmp_path / "all" / "grace")
    out_folder = tmp_path / "reports"
    status, out, err = say("grade", tmp_path / "all", "--out", out_folder, "--trust",
                           "--jobs", "2")
    assert (status, err) == (0, "")
    assert sorted(re.sub(r"^\[\d/2\] ", "", line).partition(":")[0] for line in out[1:-1]) == [
        "ada", "grace"]
    assert [line.split("]")[0] for line in out[1:-1]] == ["[1/2", "[2/2"]
    assert out[-1] == (f"2 submissions graded: {out_folder / 'index.html'}, "
                       f"{out_folder / 'scores.csv'}")


@pytest.mark.verify
def test_the_overview_knows_what_was_graded_before(say, tmp_path, empty):
    reports = tmp_path / "reports"
    shutil.copytree(empty, tmp_path / "again")
    say("grade", empty, "--out", reports, "--trust")
    say("grade", tmp_path / "again", "--out", reports, "--trust")
    status, out, err = say("export", "csv", "--from", reports)
    assert (status, err) == (0, "")
    assert out == (reports / "scores.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in out] == ["name", "again", "hello"]


# --- the grader's own failures --------------------------------------------------------------


def test_a_failure_of_the_grader_is_no_mark(say, tmp_path, empty, monkeypatch):
    def fail(*_: object) -> None:
        raise GraderError("the suites fell over")

    monkeypatch.setattr("grader.batch.grade", fail)
    status, out, err = say("grade", empty, "--out", tmp_path / "reports", "--trust",
                           "--fail-under", "50")
    assert status == 3
    assert err == "micrograde: the grader failed on hello: the suites fell over\n"
    assert out[-1] == "score none: the grader failed"
    result = json.loads((tmp_path / "reports" / "hello" / "result.json").read_text("utf-8"))
    assert result["score"] is None


@pytest.mark.verify
def test_a_check_that_fails_by_itself_is_no_mark(say, monkeypatch, tmp_path, hello):
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("in the middle of a check")

    monkeypatch.setattr("grader.session.judge", fail)
    status, out, err = say("grade", hello, "--out", tmp_path / "reports", "--trust")
    assert status == 3
    assert err.startswith("micrograde: the grader failed on hello: 1.1:")
    assert out[-1] == "score none: the grader failed"
    assert say("check", hello, "--part", "1.1")[0] == 3


def test_what_nobody_thought_of_says_how_to_see_more(say, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("never thought of")

    monkeypatch.setattr("grader.check.load_course", fail)
    monkeypatch.delenv("MICROGRADE_TRACEBACK", raising=False)
    status, out, err = say("check")
    assert (status, out) == (3, [])
    assert OPERATORS_ERROR.match(err)
    assert "ZeroDivisionError: never thought of" in err
    assert "MICROGRADE_TRACEBACK=1" in err
    monkeypatch.setenv("MICROGRADE_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main(["check"])


# --- demo -----------------------------------------------------------------------------------


def test_demo_does_without_a_sandbox_and_says_so(
    say, tmp_path, empty, no_bubblewrap, monkeypatch
):
    monkeypatch.setattr("grader.cli.SAMPLES", empty)
    status, out, err = say("demo", "--out", tmp_path / "reports")
    assert (status, err) == (0, "")
    assert out[0].startswith("(bubblewrap is not installed (Debian: apt-get install bubblewrap);")
    assert out[-1] == f"Start with {tmp_path / 'reports' / 'index.html'}."
    assert (tmp_path / "reports" / "index.html").exists()


@pytest.mark.verify
def test_demo_grades_every_sample(say, tmp_path, bubblewrap):
    status, out, err = say("demo", "--out", tmp_path)
    stories = [path for path in (ROOT / cli.SAMPLES).iterdir() if not path.name.startswith(".")]
    assert (status, err) == (0, "")
    assert any(line.startswith(f"{len(stories)} submissions graded") for line in out)


# --- terminals, pipes, signals --------------------------------------------------------------


def test_a_terminal_without_unicode_gets_ascii():
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    ran = grader("check", "--part", "1.1", **ascii_only)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.isascii()
    assert ran.stdout.splitlines()[-1].startswith("score 0 / ")


@pytest.mark.verify
def test_a_name_that_the_terminal_cannot_show_stops_nothing(tmp_path, empty):
    for name in ("Zoë ✗", os.fsdecode(b"\xff\x1b[2J")):
        shutil.copytree(empty, tmp_path / "all" / name)
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    ran = grader("grade", tmp_path / "all", "--trust", "--out", tmp_path / "reports",
                 "--jobs", "1", **ascii_only)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.isascii()
    assert "\x1b" not in ran.stdout
    table = grader("export", "csv", "--from", tmp_path / "reports", **ascii_only)
    assert (table.returncode, table.stderr) == (0, "")
    assert table.stdout == (tmp_path / "reports" / "scores.csv").read_text("utf-8")


@pytest.mark.verify
def test_a_reader_who_leaves_stops_nothing(tmp_path, empty):
    shutil.copytree(empty, tmp_path / "all" / "ada")
    shutil.copytree(empty, tmp_path / "all" / "grace")
    running = start("grade", tmp_path / "all", "--trust", "--out", tmp_path / "reports",
                    "--jobs", "1")
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    assert running.stderr.read() == ""
    assert running.wait(60) == 0
    running.stderr.close()
    assert len(list((tmp_path / "reports").glob("*/result.json"))) == 2


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """A command in a session of its own, as a terminal has one.

    Tests may run where Ctrl-C is ignored (in the background of a script): what is ignored is
    inherited, and Python then leaves it so.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "grader", *map(str, arguments)], cwd=ROOT, env=environment(),
        text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))


def interrupt(running: subprocess.Popen[str]) -> tuple[str, str]:
    """Type Ctrl-C until it ends, which everybody in the session gets; what was said until then.

    An exception that is raised in a destructor is lost, and a person would type it again.
    """
    for _ in range(5):
        os.killpg(running.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return running.communicate(timeout=3)
    return running.communicate(timeout=60)


@pytest.mark.parametrize("jobs", [pytest.param("1", marks=pytest.mark.verify), "2"])
def test_ctrl_c_ends_it_at_once_and_keeps_what_was_graded(tmp_path, empty, jobs):
    shutil.copytree(empty, tmp_path / "all" / "ada")
    begun = tmp_path / "begun"
    hand_in(tmp_path / "all", "grace",
            engine=f"open({str(begun)!r}, 'w').close()\nwhile True: pass\n")
    running = start("grade", tmp_path / "all", "--trust", "--out", tmp_path / "reports",
                    "--jobs", jobs)
    assert running.stdout is not None
    lines = [running.stdout.readline(), running.stdout.readline()]
    assert lines[1].startswith("[1/2] ada: score ")
    until = time.monotonic() + 30
    while not begun.exists() and time.monotonic() < until:
        time.sleep(0.02)
    _, err = interrupt(running)
    assert time.monotonic() < until
    assert (running.returncode, err) == (
        130, "micrograde: stopped; 1 of 2 are graded, and stay so\n"
             "  next: the same command, which goes on from there\n")
    assert not (tmp_path / "reports" / "grace").exists()
    assert "ada" in (tmp_path / "reports" / "scores.csv").read_text("utf-8")


def test_ctrl_c_before_anything_began():
    running = start("check", "--part", "7")
    time.sleep(0.2)  # whatever it is at, it ends in one line
    _, err = interrupt(running)
    assert running.returncode in (0, 130, -signal.SIGINT)
    assert running.returncode != 130 or err == "micrograde: stopped\n"


def test_starting_imports_nothing_that_a_message_does_not_need():
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "grader", "--help"], cwd=ROOT,
        env=environment(), text=True, capture_output=True, check=True)
    for heavy in ("pytest", "jinja2", "hypothesis", "nbformat", "multiprocessing"):
        assert f" {heavy}\n" not in ran.stderr
