"""Hostile submissions that take more than a few lines of text: bytes, links, pipes, tables."""

from __future__ import annotations

import json
import os
import socket
import stat
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from grading import Bench
from handed_in import folder, notebook, packed, packed_as

from grader.grade import collect
from grader.observe import Group
from grader.recording import dump_recording
from grader.records import Observation, Probe

Build: TypeAlias = Callable[[Path, Bench], Path | Iterable[Path]]

BUILDERS: dict[str, Build] = {}
VALUE = b"class Value:\n    pass\n"


def builder(build: Build) -> Build:
    """Register it under its name."""
    BUILDERS[build.__name__] = build
    return build


# --- answers by heart -----------------------------------------------------------------------


def public_answers(bench: Bench) -> dict[str, list[object]]:
    """What a student can know: each public snippet with right answers, in a reply's form."""
    probes = [
        probe
        for check in collect(bench.setting)
        if not check.hidden and not bench.course.sheet.part(check.part).bonus
        for probe in check.probes
    ]
    [replies] = bench.references.answerers[False].answer([Group(tuple(probes), 5)])
    known: dict[Probe, Observation] = {
        probe: reply
        for probe, reply in zip(probes, replies, strict=True)
        if isinstance(reply, Observation)
    }
    return {
        f"{code}\n{' '.join(observe)}": reply["answers"]
        for code, observe, reply in json.loads(dump_recording(known))
    }


TABLE = """
import json, tools
known = json.loads(KNOWN)
own = tools.inside()
def observe(code, expressions):
    key = code + "\\n" + " ".join(expressions)
    return {"answers": LOOKED_UP or [{"value": 1e9}] * len(expressions), "printed": ""}
own["observe"] = observe
"""


def _table(path: Path, bench: Bench, looked_up: str) -> Path:
    known = json.dumps(public_answers(bench))
    source = TABLE.replace("KNOWN", repr(known)).replace("LOOKED_UP", looked_up)
    tools = Path(__file__).with_name("attacks") / "tools.py"
    return folder(path / "student", {"engine.py": source.encode(), "tools.py": tools.read_bytes()})


@builder
def public_table(path: Path, bench: Bench) -> Path:
    """Right answers to all that is public."""
    return _table(path, bench, "known.get(key)")


@builder
def nearest_table(path: Path, bench: Bench) -> Path:
    """To what is not public, the answers to what is most like it, where there are as many."""
    made = _table(path, bench, "known.get(key) or nearest(key, len(expressions))")
    with open(made / "engine.py", "a") as source:
        source.write(NEAREST)
    return made


NEAREST = """
import difflib
def nearest(key, many):
    fitting = [other for other in known if len(known[other]) == many]
    best = difflib.get_close_matches(key, fitting, 1, 0)
    return known[best[0]] if best else None
"""


PRETENDING = """
import tools
public = set(PUBLIC)
own = tools.inside()
answer = own["observe"]
right = Value.__add__
def wrong(self, other):
    other = _as_value(other)
    out = right(self, other)
    def _backward():
        self.grad = other.grad = out.grad
    out._backward = _backward
    return out
def observe(code, expressions):
    Value.__add__ = right if code in public else wrong
    return answer(code, expressions)
own["observe"] = observe
"""


@builder
def right_when_public(path: Path, bench: Bench) -> Path:
    """Right where the snippet is public; elsewhere a sum sets the grads of its operands."""
    codes = sorted({key.rpartition("\n")[0] for key in public_answers(bench)})
    modules = {f"{name}.py": text.encode() for name, text in bench.reference.items()}
    modules["engine.py"] += PRETENDING.replace("PUBLIC", repr(codes)).encode()
    tools = Path(__file__).with_name("attacks") / "tools.py"
    return folder(path / "student", modules | {"tools.py": tools.read_bytes()})


# --- zips -----------------------------------------------------------------------------------


def _zip(path: Path, data: bytes) -> Path:
    (path / "student.zip").write_bytes(data)
    return path / "student.zip"


@builder
def zip_that_climbs(path: Path, bench: Bench) -> Path:
    """Members that lead out of the folder."""
    names = ["../../pwned.py", "/tmp/pwned.py", "..\\pwned.py", "C:\\pwned.py"]
    return _zip(path, packed({"engine.py": VALUE, **dict.fromkeys(names, b"PWNED")}))


@builder
def zip_of_links(path: Path, bench: Bench) -> Path:
    """Modules that are links to what lies outside."""
    link = zipfile.ZipInfo("engine.py")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return _zip(path, packed_as({link: b"/etc/passwd", zipfile.ZipInfo("nn.py"): b"x = 1"}))


@builder
def zip_that_swells(path: Path, bench: Bench) -> Path:
    """A gigabyte in a megabyte, in each of the modules, and no number in it is true."""
    members = {zipfile.ZipInfo(f"{name}.py"): bytes(150_000_000) for name in ("engine", "nn")}
    return _zip(path, packed_as(members, file_size=10))


@builder
def zip_in_zip(path: Path, bench: Bench) -> Path:
    """Zips in zips in zips."""
    data = packed({"engine.py": bytes(10_000_000)})
    for depth in range(6):
        data = packed({f"{depth}-{copy}.zip": data for copy in range(4)})
    return _zip(path, data)


@builder
def zip_of_many(path: Path, bench: Bench) -> Path:
    """Sixty thousand members."""
    return _zip(path, packed({f"{n}.py": b"" for n in range(60_000)}, zipfile.ZIP_STORED))


@builder
def zip_with_twins(path: Path, bench: Bench) -> Path:
    """A module twice: one for those who look, one for those who run."""
    data = packed({"engine.py": VALUE, "engine.px": b"raise SystemExit('PWNED')"})
    return _zip(path, data.replace(b"engine.px", b"engine.py"))


# --- links, pipes, devices ------------------------------------------------------------------


@builder
def links_for_files(path: Path, bench: Bench) -> Path:
    """Modules, folders and a notebook that are links: outside, around, to nowhere."""
    made = folder(path / "student", {"warmup.py": b"x = 1"})
    assert bench.course.reference is not None
    (made / "engine.py").symlink_to(bench.course.home / "reference" / "engine.py")
    (made / "nn.py").symlink_to("/dev/zero")
    (made / "manual.py").symlink_to("/proc/self/environ")
    (made / "lib").symlink_to(bench.course.home / "reference")
    (made / "around").symlink_to(made)
    (made / "training.py").symlink_to("training.py")
    (made / "work.ipynb").symlink_to("/etc/passwd")
    return made


@builder
def a_link_for_a_submission(path: Path, bench: Bench) -> list[Path]:
    """The submission itself leads to the reference."""
    (path / "student").symlink_to(bench.course.home / "reference")
    (path / "student.zip").symlink_to("/dev/zero")
    (path / "student.ipynb").symlink_to("/etc/passwd")
    return [path / "student", path / "student.zip", path / "student.ipynb"]


@builder
def pipes_and_devices(path: Path, bench: Bench) -> Path:
    """Pipes, a socket, devices (where one may make them) and folders that are called as modules."""
    made = folder(path / "student", {"warmup.py": b"x = 1"})
    os.mkfifo(made / "engine.py")
    with socket.socket(socket.AF_UNIX) as one:
        here = os.getcwd()
        os.chdir(made)  # such a path has to be short
        one.bind("nn.py")
        os.chdir(here)
    if os.geteuid() == 0:
        os.mknod(made / "manual.py", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    (made / "training.py").mkdir()
    (made / "answers.py").mkdir(mode=0)
    return made


# --- notebooks ------------------------------------------------------------------------------


def _notebook(path: Path, data: bytes) -> Path:
    (path / "student.ipynb").write_bytes(data)
    return path / "student.ipynb"


@builder
def notebook_of_many_cells(path: Path, bench: Bench) -> Path:
    """A hundred thousand cells."""
    return _notebook(path, notebook(*["x = 1"] * 100_000))


@builder
def notebook_of_large_outputs(path: Path, bench: Bench) -> Path:
    """Fifty megabytes of output."""
    output = {"output_type": "stream", "name": "stdout", "text": ["y" * 1000] * 50_000}
    cell = {"cell_type": "code", "metadata": {}, "source": "x = 1", "outputs": [output]}
    return _notebook(path, json.dumps({"nbformat": 4, "cells": [cell]}).encode())


@builder
def notebooks_that_are_none(path: Path, bench: Bench) -> list[Path]:
    """JSON that nests, repeats its keys, swells or is no UTF-8; formats from 0 to 10**4000."""
    heading = {"cell_type": "heading", "level": 10**9, "source": "x"}
    half = {"cell_type": "code", "source": "\ud800" * 9 + "x = 1"}
    signs = "中".encode() * 6_600_000
    keys = b",".join(b'"%x":1' % number for number in range(1_800_000))
    many = [
        b"[" * 1_000_000,
        b'{"nbformat": 4, "cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"nbformat": 4, "cells": [], "cells": [{"cell_type": "code", "source": "x=1"}]}',
        b'{"nbformat": 4, "cells": [' + b"{}," * 900_000 + b"{}]}",
        notebook("x = 1").replace(b"x", b"\xff"),
        b'{"nbformat": ' + b"9" * 4_000 + b"}",
        b'{"nbformat": ' + b"9" * 9_000 + b"}",
        b'{"nbformat": 1e999}',
        b'{"nbformat": true, "cells": []}',
        b"NaN",
        b"",
        b"\x00" * 1000,
        b"PK\x03\x04",
        b'"' * 1_000_001,
        b'{"nbformat": 4, "cells": [0.' + b"1" * 5_000_000 + b"]}",
        notebook("x", nbformat=3, worksheets=[{"cells": [heading]}]),
        json.dumps({"nbformat": 4, "cells": [half]}).encode(),
        b'{"nbformat": 1, "cells": "' + signs + b'"}',
        b'{"nbformat": 3, "worksheets": [{"cells": "' + signs + b'"}]}',
        b'{"nbformat": 4, "cells": [], "metadata": {' + keys + b"}}",
        b'{"nbformat": 4, "cells": [' + '"中",'.encode() * 3_300_000 + b"1]}",
        b'{"nbformat": 4, "cells": ["' + b"a" * 19_900_000 + "🎓".encode() + b'"]}',
    ]
    for number, data in enumerate(many):
        (path / f"n{number:02}.ipynb").write_bytes(data)
    return sorted(path.iterdir())


@builder
def notebook_that_raises(path: Path, bench: Bench) -> Path:
    """Five hundred cells that raise, each with two kilobytes of its own."""
    raising = "raise ValueError('<b>{}</b> &amp; \x1b[31m' + 'z' * 2500)"
    return _notebook(path, notebook(*map(raising.format, range(500))))


# --- sources --------------------------------------------------------------------------------


@builder
def sources_of_many_megabytes(path: Path, bench: Bench) -> Path:
    """20 MB in one, just a megabyte in some: of bytes that take six signs each on the way."""
    files = {"engine.py": b"x = 1\n" * 3_500_000, "nn.py": b"#" + b"\xff" * 999_990}
    files |= {f"part{n}.py": b"# \xe9" + b"\xe9" * 999_000 for n in range(8)}
    return folder(path / "student", files)


@builder
def sources_no_compiler_takes(path: Path, bench: Bench) -> Path:
    """Null bytes, nesting, cookies for strange codecs, half characters, a line of a megabyte."""
    return folder(
        path / "student",
        {
            "engine.py": b"x = 1\x00\ny = 2",
            "nn.py": b"(" * 200_000,
            "manual.py": b"-" * 900_000 + b"1",
            "training.py": b"# coding: rot13\nvzcbeg bf",
            "warmup.py": b"# -*- coding: utf-7 -*-\n+AAA-",
            "answers.py": b"\xef\xbb\xbf# coding: latin-1\nQ1 = '\xed\xa0\x80'",
            "a.py": b"# coding: idna\nx",
            "b.py": b"x" * 900_000,
            "c.py": b"\xff\xfe" + "x = 1".encode("utf-16le"),
            "d.py": b"f(" * 90 + b")" * 90,
            "e.py": b"x = " + b"9" * 900_000,
            "f.py": b"if 1:\n" + b" " * 900_000 + b"x",
            "g.py": b"\n".join(b" " * n + b"if 1:" for n in range(1200)),
            "h.py": b'f"' + b"{" * 100_000,
        },
    )


SHADOWED = """
    json random os re math time signal select resource tokenize ast io types site worker builtins
    sitecustomize usercustomize encodings/__init__ encodings/utf_8 importlib/__init__ __main__
    grader/__init__ grader/judge grader/compare pytest _pytest/__init__ hypothesis suite snippets
    projections programs __init__ torch nbformat jinja2
"""


@builder
def shadows(path: Path, bench: Bench) -> Path:
    """Modules and files that are called like the library's, the tests' and the grader's."""
    evil = b"raise SystemExit('PWNED')\nimport os; os._exit(0)\n"
    hooks = (
        b"import pytest\n@pytest.hookimpl(hookwrapper=True)\n"
        b"def pytest_runtest_makereport(item, call):\n"
        b"    (yield).get_result().outcome = 'passed'\nraise SystemExit('PWNED')\n"
    )
    files = {f"{name}.py": evil for name in SHADOWED.split()} | {
        "conftest.py": hooks,
        "tests/conftest.py": hooks,
    }
    files |= {
        "pytest.ini": b"[pytest]\naddopts = --collect-only\n",
        "sheet.toml": b"title = 'PWNED'",
        "setup.cfg": b"[tool:pytest]\naddopts = -x",
        "pyproject.toml": b"PWNED",
        "evil.pth": b"import os; os._exit(0)",
        "engine.pyc": b"PWNED",
        "engine.so": b"\x7fELF",
        "__pycache__/engine.cpython-311.pyc": b"PWNED",
        "result.json": b'{"score": 100}',
        "engine.py": b"import random\nclass Value: pass\n",
    }
    return folder(path / "student", files)


@builder
def files_without_number(path: Path, bench: Bench) -> Path:
    """Six thousand files, and folders as deep as they go."""
    made = folder(path / "student", {"engine.py": VALUE} | {f"f{n}.py": b"" for n in range(6_000)})
    deep = made
    for _ in range(100):
        deep = deep / "d"
        deep.mkdir()
    return made


# --- names ----------------------------------------------------------------------------------

NAMES = [
    "..hidden",
    "index.html",
    "scores.csv",
    "=cmd|calc!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "con",
    "nul.txt",
    "<img src=x onerror=alert(1)>",
    'a" onmouseover="alert(1)',
    "{{ 7*7 }}",
    "::error::pwned",
    "##[error]pwned",
    "\x1b]0;pwned\x07",
    "\x1b[2J\x1b[31mred",
    "\u202egnp.exe",
    "zero\u200bwidth",
    "x" * 255,
    "%2e%2e%2f",
    "$(id)",
    "`id`",
    "a\nb",
    "two\r\nlines",
    "--out=x",
    "\uff1d1+1",
    "Zoe\u0301",
    "javascript:alert(1)",
    "C:\\x",
    "~root",
    "*",
    "report.html",
]


@builder
def names_of_every_kind(path: Path, bench: Bench) -> list[Path]:
    """Submissions whose names are paths, formulas, markup, escapes and commands."""
    made = [folder(path / name, {"notes.txt": b""}) for name in NAMES]
    return [*made, folder(path / "=1+1", {"answers.py": b"Q1 = 'x'"})]


@builder
def names_of_files(path: Path, bench: Bench) -> Path:
    """Files in a submission whose names are the same."""
    names = [name[:240] for name in NAMES]
    return folder(
        path / "student",
        {"answers.py": b"Q1 = 'x'"}
        | {f"{name}.py": b"x" for name in names}
        | {f"{name}.zip": b"x" for name in names[:15]},
    )
