"""The command line: the one place that prints and decides exit statuses.

0 it was graded, whatever the score; 1 with --fail-under N, a score below N percent; 2 the
operator's mistake, told with the next command to type; 3 the grader failed on some submission.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .arguments import parser
from .errors import GraderError, OperatorError

if TYPE_CHECKING:  # what a command needs it imports itself: starting must stay quick
    from .course import Course
    from .grade import Setting
    from .records import Scorecard
    from .sandbox import Carrier

SAMPLES = "tests/project/submissions"
INTERRUPTED = 130  # as a shell says it
_WORKING = "checking ..."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. No traceback reaches anyone."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name may hold what this terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    if sys.platform == "win32":  # neither a sandbox nor the limits of a process are there
        _complain("on Windows, use WSL: type wsl --install, and go on in its terminal")
        return 2
    try:
        options = parser().parse_args(arguments)
        return COMMANDS[options.command](options)
    except OperatorError as error:
        _complain(str(error))
        return 2
    except GraderError as error:
        _complain(f"the grader failed: {error}")
        return 3
    except KeyboardInterrupt as stop:
        _complain(str(stop) or "stopped")
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("MICROGRADE_TRACEBACK"):
            raise
        _complain(f"the grader failed: {type(error).__name__}: {error}\n"
                  "  next: type the command again with MICROGRADE_TRACEBACK=1 before it, and "
                  "report what it says")
        return 3


@contextlib.contextmanager
def _at_work(plain: bool) -> Iterator[None]:
    """A word on a terminal for as long as there is nothing else to see: a loop takes a while."""
    if plain or not sys.stdout.isatty():
        yield
        return
    print(_WORKING, end="\r", flush=True)
    try:
        yield
    finally:
        print(" " * len(_WORKING), end="\r", flush=True)


def _say(text: str) -> None:
    """Print a line for whoever reads along; where nobody does any more, work goes on."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(text: str) -> None:
    print(f"micrograde: {text}", file=sys.stderr)


# --- check ----------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    from .check import check

    return check(options, _say, _at_work(options.plain))


def _watch(options: argparse.Namespace) -> int:
    from .watch import watch

    return watch(options, _say)


def _show_card(card: Scorecard) -> None:
    from .check import look
    from .report.terminal import render

    _say(render(card, show_hidden=False, limit=5, **look()))


# --- grade ----------------------------------------------------------------------------------


def _grade(options: argparse.Namespace) -> int:
    from .grade import Setting

    if not options.paths:
        raise OperatorError("nothing was named to be graded",
                            "make grade S=path, with the path of a submission or a folder of them")
    if options.name is not None and len(options.paths) != 1:
        raise OperatorError("--as names one submission, and there are several paths",
                            "the same command with one of them")
    course = _whole_course(options.assignment)
    carrier, notice = _carrier(options, course)
    return _grade_paths(options.paths, Setting(course, carrier, bonus=options.bonus), options,
                        notice)


def _carrier(options: argparse.Namespace, course: Course) -> tuple[Carrier, str]:
    """What submissions run in, and what is said of it; the best that works, or was asked for."""
    from .carrier import carrier_fault
    from .command import torch_home
    from .weaker import fault_here

    if options.cluster and options.weaker_sandbox and not options.trust:
        return "landlock", "(submissions run in the weaker sandbox, by Landlock, on all workers)"
    # On a cluster each worker is tried where it is, and this machine needs no sandbox.
    fault = "" if options.cluster else carrier_fault(
        "plain" if options.trust else "bubblewrap", course.sheet.limits)
    if not fault:
        return ("plain", "(--trust: submissions run without a sandbox)") if options.trust else (
            "bubblewrap", "")
    weaker = carrier_fault("landlock", course.sheet.limits)
    if not weaker and options.bonus:
        weaker = fault_here(torch_home())
    if options.weaker_sandbox and not weaker:
        return "landlock", f"({fault}; submissions run in the weaker sandbox, by Landlock)"
    trust = "--trust if you trust every line of what you grade"
    if options.weaker_sandbox:
        raise OperatorError(f"{fault}; and the weaker sandbox cannot be had: {weaker}; nothing "
                            "was graded", f"make doctor, once that is mended; or add {trust}")
    if not weaker:
        trust = f"--weaker-sandbox, which works here and holds less (SECURITY.md); or {trust}"
    raise OperatorError(
        f"{fault}; nothing was graded, since submissions do not run without a sandbox",
        f"make doctor, once that is mended; or add {trust}")


def _demo(options: argparse.Namespace) -> int:
    from .carrier import carrier_fault
    from .grade import Setting

    course = _whole_course()
    fault = carrier_fault("bubblewrap", course.sheet.limits)
    notice = f"({fault}; the samples are ours, and run without a sandbox)" if fault else ""
    setting = Setting(course, "plain" if fault else "bubblewrap", bonus=options.bonus)
    status = _grade_paths([course.home / SAMPLES], setting, options, notice)
    _say(f"\nEach story's two pages are in {options.out}/<name>/: report.html as the student sees "
         f"it, instructor.html with everything.\nStart with {options.out}/index.html.")
    return status


def _whole_course(assignment: Path | None = None) -> Course:
    """The course with its hidden suites, which a kit lacks."""
    from .course import HOME, load_course

    if assignment is None and not (HOME / "reference").is_dir():
        raise OperatorError("this is a kit: it can check, with the public checks alone",
                            "make check")
    return load_course(assignment or HOME)


def _grade_paths(paths: Sequence[Path], setting: Setting, options: argparse.Namespace,
                 notice: str) -> int:
    from dataclasses import replace

    from .decided import hand_of, keep_roster
    from .run import Said, Wanted, run

    out = _writable(options.out)
    wanted = Wanted(options.jobs, ours=options.command == "demo",
                    by=hand_of(options, out, setting.course.sheet))
    keep_roster(options, out)
    if options.command == "grade":
        wanted = replace(wanted, again=options.regrade, fail_under=options.fail_under,
                         pattern=options.pattern, name=options.name,
                         cluster=options.cluster)
    return run(paths, setting, out, Said(_say, _complain, _show_card, notice), wanted)


def _writable(out: Path) -> Path:
    """The folder, made if need be: before any work is done that could not be kept."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        if os.access(out, os.W_OK | os.X_OK):
            return out
        why = "it is not yours to write to"
    except OSError as error:
        why = error.strerror or type(error).__name__
    raise OperatorError(f"nothing can be written to {out} ({why})",
                        "the same command with --out and another folder (make: OUT=folder)")


# --- the rest -------------------------------------------------------------------------------


def _export(options: argparse.Namespace) -> int:
    from .exporting import export

    # A file, whatever the terminal's own encoding is.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    export(options, _say, _complain)
    return 0


def _kit(options: argparse.Namespace) -> int:
    from .course import load_course
    from .kit import build_kit

    course = load_course(_whole_course(options.assignment).home, hidden=False)
    _say(f"made {build_kit(course, _writable(options.out))}")
    return 0


def _autograder(options: argparse.Namespace) -> int:
    from .autograder import build_autograder

    course = _whole_course(options.assignment)
    _say(f"made {build_autograder(course, _writable(options.out))}: it holds the answers, so it "
         "is for Gradescope alone")
    return 0


def _known(options: argparse.Namespace) -> int:
    from .explain import known_file
    from .known import dump_raw, read_raw
    from .learn import learn
    from .report.folder import write

    course = _whole_course(options.assignment)
    path = known_file(course)
    found = learn(course, read_raw(path), options.jobs, _say)
    write(path.parent, {path.name: dump_raw(found)})
    _say(f"{len(found['misconceptions'])} known mistakes, {len(found['checks'])} checks: {path}")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from .doctor import examine

    for finding in examine():
        _say(f"{'ok ' if finding.good else '-- '} {finding.subject:13} {finding.text}")
    return 0


COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "check": _check, "watch": _watch, "grade": _grade, "demo": _demo, "export": _export,
    "kit": _kit, "autograder": _autograder, "known": _known, "doctor": _doctor,
}  # fmt: skip
