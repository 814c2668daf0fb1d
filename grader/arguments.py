"""The arguments of the command line, all in one place: commands, options, and what they take."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import NoReturn

from .errors import OperatorError


class _Parser(argparse.ArgumentParser):
    """Says of a mistake what every command says of one: the cause, then what to type."""

    def error(self, message: str) -> NoReturn:
        raise OperatorError(message, f"{self.prog} --help")


def parser() -> argparse.ArgumentParser:
    """Every command and option that there is."""
    top = _Parser(prog="python -m grader", allow_abbrev=False,
                  description="Check, grade and export submissions.")
    commands = top.add_subparsers(dest="command", required=True, metavar="command",
                                  title="commands")

    check = commands.add_parser("check", help="a student's own view: the public checks",
                                allow_abbrev=False)
    _checking_options(check)
    check.add_argument("--all", action="store_true", help="show every failed check")
    check.add_argument("--hint", action="store_true", help="one hint further than before")

    watch = commands.add_parser("watch", help="the same again at each save", allow_abbrev=False)
    _checking_options(watch)

    grade = commands.add_parser("grade", help="grade submissions with all checks",
                                allow_abbrev=False)
    grade.add_argument("paths", nargs="*", type=Path, metavar="PATH",
                       help="a folder of modules, a notebook, a zip, or a folder of these")
    _grading_options(grade)
    _assignment_option(grade)
    grade.add_argument("--fail-under", type=_percentage, metavar="N",
                       help="exit with 1 where a score is below N percent")
    grade.add_argument("--regrade", action="store_true",
                       help="grade again what was graded before and has not changed")
    grade.add_argument("--weaker-sandbox", action="store_true",
                       help="where bubblewrap does not work, do with Landlock")
    grade.add_argument("--cluster", type=_cluster, metavar="ADDRESS",
                       help="grade on the workers of a Dask scheduler, tcp://machine:8786 say; "
                            "local:N starts one here, with N workers")
    grade.add_argument("--trust", action="store_true",
                       help="run without a sandbox, since you trust what you grade")

    demo = commands.add_parser("demo", help="grade the sample submissions", allow_abbrev=False)
    _grading_options(demo)

    export = commands.add_parser("export", help="scores in a form that others read",
                                 allow_abbrev=False)
    export.add_argument("format", choices=["csv"], help="csv: a table, on standard output")
    export.add_argument("--from", dest="reports", type=Path, default=Path("reports"),
                        metavar="DIR", help="where reports are (reports/)")

    kit = commands.add_parser("kit", help="make what students get", allow_abbrev=False)
    kit.add_argument("--out", type=Path, default=Path("dist"), metavar="DIR",
                     help="where to put it (dist/)")
    _assignment_option(kit)

    known = commands.add_parser("known", help="work out what known mistakes answer, where the "
                                "suites or the reference changed", allow_abbrev=False)
    known.add_argument("--jobs", type=_several, default=os.cpu_count() or 1, metavar="N",
                       help="processes (one for each core)")
    _assignment_option(known)

    commands.add_parser("doctor", help="what this machine offers", allow_abbrev=False)
    return top


def _assignment_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--assignment", type=_folder, metavar="DIR",
                         help="another exercise than this project's own: a folder with "
                              "exercises/, reference/ and tests/graded/")


def _folder(text: str) -> Path:
    return Path(text).resolve()


def _checking_options(command: argparse.ArgumentParser) -> None:
    _assignment_option(command)
    command.add_argument("path", nargs="?", type=Path, metavar="PATH",
                         help="your folder, notebook or zip (exercises/)")
    command.add_argument("--part", metavar="PART", help="only this part of the sheet, 4.2 say")
    command.add_argument("--bonus", action="store_true", help="the bonus too; needs PyTorch")
    command.add_argument("--plain", action="store_true",
                         help="words alone, no bars and signs: for a screen reader")


def _grading_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", type=Path, default=Path("reports"), metavar="DIR",
                         help="where reports go (reports/)")
    command.add_argument("--bonus", action="store_true", help="the bonus too; needs PyTorch")
    command.add_argument("--jobs", type=_several, default=os.cpu_count() or 1, metavar="N",
                         help="submissions at a time (one for each core)")


def _cluster(text: str) -> str:
    kind, _, rest = text.partition(":")
    if kind == "local":
        _several(rest)
    elif not rest:
        raise argparse.ArgumentTypeError(f"{text!r} is no address of a scheduler "
                                         "(tcp://machine:8786 say), nor local:N")
    return text


def _several(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def _percentage(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 100")
    return number
