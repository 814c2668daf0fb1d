"""The floor: a student's code and the probes in one bare process, with no grader at all.

    python -P -s -S -B floor.py PROBES FOLDER [WORD]

PROBES is a JSON file of checks, each with `probes`: pairs of a snippet and expressions to look at.
Every snippet runs in a name space of its own, every expression is evaluated, and that is all: no
fork, no limit, no encoding, no comparing. With WORD, only checks with that word in a probe, or at
the start of their `suite`, are run. The last line tells how many probes and answers there were.

Nothing here knows of the grader, so that it cannot take over what makes that slow.
"""

import contextlib
import io
import json
import sys


def run(checks):
    """Run the probes of these checks; returns how many probes and answers there were."""
    asked = answers = 0
    for check in checks:
        for code, observe in check["probes"]:
            space = {"__name__": "__probe__"}
            with contextlib.redirect_stdout(io.StringIO()):
                exec(code, space)
                for expression in observe:
                    eval(expression, space)
            asked, answers = asked + 1, answers + len(observe)
    return asked, answers


def chosen(checks, word):
    """The checks that `word` is for; all without one."""
    return [check for check in checks if not word or check.get("suite", "").startswith(word)
            or any(word in code for code, _ in check["probes"])]


def main(probes, folder, word=""):
    """Run what was typed."""
    sys.path.insert(0, folder)
    with open(probes, encoding="utf-8") as file:
        checks = json.load(file)
    print(*run(chosen(checks, word)))


if __name__ == "__main__":
    main(*sys.argv[1:])
