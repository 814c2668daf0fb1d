"""Checking from a notebook's own cell: `from grader.notebook import check`, then `check("4.2")`.

The kernel forks. The fork has the notebook's live names, and answers probes as the worker of a
sandbox does; a process beside it asks and compares. The kernel itself stays as it is, whatever the
checks do. It is for learning: nothing is kept, and no mark comes of it.

Only the standard library is needed in the kernel; the process beside it runs in the project's own
environment, if there is one.
"""

from __future__ import annotations

import builtins
import json
import linecache
import os
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from . import worker

PROJECT = Path(__file__).resolve().parent.parent
MOST_SECONDS = 300
RUN = "import sys; from grader.beside import run; run(*sys.argv[1:])"


@dataclass(frozen=True)
class Seen:
    """What a check says: HTML where that can be shown, else text."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def check(part: str = "") -> Seen:
    """Check one part of the sheet ("4.2", or "4" for all of its parts) on the notebook's names."""
    if not hasattr(os, "fork"):
        return Seen("", "This system cannot fork. Save the notebook, and type in a terminal:\n"
                        "python -m grader check, with the path of the notebook")
    answering, asking = os.pipe(), os.pipe()
    with warnings.catch_warnings():
        # A kernel has threads; the fork never comes back to what they hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        os.close(answering[0])
        os.close(asking[1])
        _answer(asking[0], answering[1])
    os.close(answering[1])
    os.close(asking[0])
    try:
        said = json.loads(_compare(part, answering[0], asking[1]).splitlines()[-1])
        return Seen(said["html"], said["text"])
    except (ValueError, LookupError, subprocess.SubprocessError):
        return Seen("", "The check itself failed. Save the notebook, and type in a terminal:\n"
                        "python -m grader check, with the path of the notebook")
    finally:
        os.close(answering[0])
        os.close(asking[1])  # the fork ends with it
        os.waitpid(pid, 0)


def _compare(part: str, answers: int, questions: int) -> bytes:
    """Run the process that asks and compares; what it says."""
    own = PROJECT / ".venv" / "bin" / "python"
    python = str(own) if own.exists() else sys.executable
    command = [python, "-c", RUN, part, str(answers), str(questions)]
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONHASHSEED": "0"}
    return subprocess.run(command, cwd=PROJECT, env=environment, pass_fds=(answers, questions),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, timeout=MOST_SECONDS, check=True).stdout


# --- in the fork ------------------------------------------------------------------------------


def _answer(questions: int, answers: int) -> NoReturn:
    try:
        worker.STDIN, worker.STDOUT = questions, answers
        _adopt(worker.read_message()["load"])
        worker.say({"ready": {"modules": {}, "notes": [], "python": sys.version.split()[0],
                              "torch": ""}})
        worker.serve()
    finally:
        os._exit(1)


def _adopt(load: dict[str, Any]) -> None:
    """Let every module of the sheet be the notebook as it is now, with what the sheet gives."""
    notebook = sys.modules["__main__"]
    for name in load["modules"]:
        sys.modules[name] = notebook
    for name in load["bring"]:
        exec(load["given"][name], notebook.__dict__)
    builtins.exit = builtins.quit = sys.exit  # type: ignore[assignment]  # a kernel's own end it
    for name, number in _cells().items():
        worker.SOURCES[name] = "".join(linecache.getlines(name))
        worker.LABELS[name] = f"cell [{number}]"


def _cells() -> dict[str, int]:
    """By the name of its code, the number of each cell that ran, as far as IPython tells."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return dict(getattr(getattr(shell, "compile", None), "_filename_map", {}))
