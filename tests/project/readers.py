"""What others make of an export, by the rules of their own importers: a second reader for each.

Written from what these importers do, and not from what is written for them.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# --- Canvas -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pupil:
    """A student as Canvas has them."""

    name: str
    sis: str = ""
    login: str = ""


@dataclass
class Imported:
    """What an import would do to a gradebook."""

    grades: dict[int, str] = field(default_factory=dict)
    possible: str = ""
    strangers: list[str] = field(default_factory=list)  # lines for which it asks who that is


def canvas_import(text: str, column: int, pupils: Mapping[int, Pupil]) -> Imported:
    """An import into the assignment with the id `column`; ValueError where it would be refused."""
    semicolons = _delimiter(text.splitlines(keepends=True)[:3]) == ";"
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if semicolons else ","))
    header, *rest = rows
    if len(header) <= 3 or "Student" not in header[0] or "ID" not in header[1]:
        raise ValueError("Invalid header row")
    known = 3
    sis = login = None
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        login, known = 2, 4
    elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        sis, login, known = 2, 3, 5
    if "Section" not in header[known - 1]:
        raise ValueError("Invalid header row")
    titled = [at for at, title in enumerate(header[known:], known)
              if (match := re.fullmatch(r"(.*) \((\d+)\)", title)) and int(match[2]) == column]
    if titled != [known] or len(header) != known + 1:
        raise ValueError("it would make an assignment of its own")
    found = Imported()
    for raw in rest:
        row = [_number(cell) for cell in raw]
        if "Points Possible" in row[0]:
            found.possible = row[titled[0]]
            continue
        if all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.I) for cell in row):
            continue
        id = _whose(row, sis, login, pupils)
        if id is None:
            found.strangers.append(row[0])
        else:
            found.grades[id] = row[titled[0]].strip()
    return found


def _delimiter(lines: list[str]) -> str:
    """By how many fields the first three lines have, each parsed alone."""
    many = {}
    for separator in ";,":
        try:
            counts = {len(next(csv.reader([line], delimiter=separator, strict=True)))
                      for line in lines}
        except csv.Error:
            counts = set()
        many[separator] = counts.pop() if len(counts) == 1 else 0
    return ";" if many[";"] > many[","] else ","


def _number(cell: str) -> str:
    """A cell of digits, dots and commas has its last one as the decimal point."""
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *first, last = re.split("[,.]", cell)
    return f"{''.join(first)}.{last}" if first else last


def _whose(row: list[str], sis: int | None, login: int | None,
           pupils: Mapping[int, Pupil]) -> int | None:
    digits = re.match(r"\s*\d+", row[1])
    if digits and int(digits[0]) in pupils:
        return int(digits[0])
    for at, kind in ((sis, "sis"), (login, "login")):
        for id, pupil in pupils.items():
            if at is not None and row[at] and getattr(pupil, kind) == row[at]:
                return id
    return next((id for id, pupil in pupils.items() if pupil.name == row[0]), None)


def canvas_feedback(packed: bytes) -> dict[tuple[int, int], bytes]:
    """The files of a re-upload, by the user and the number of the file that each is for."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for name in archive.namelist():
            user, file = [part for part in name.split("_") if re.fullmatch(r"\d+", part)][:2]
            found[int(user), int(file)] = archive.read(name)
    return found


# --- Moodle -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Language:
    """What a site says for the headers that its importer looks for."""

    identifier: str
    participant: str
    grade: str
    most: str
    modified: str
    point: str = "."


def moodle_import(data: bytes, language: Language, most: float, participants: set[int]
                  ) -> dict[int, float]:
    """The grades that an import would set; ValueError where it would be refused."""
    text = data.decode("utf-8").removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = rows[0]
    if any(len(row) != len(header) for row in rows):
        raise ValueError("the lines have not the same number of columns")
    columns = [header.index(name) if name in header else -1
               for name in (language.identifier, language.grade, language.modified)]
    if -1 in columns:
        raise ValueError("Invalid grade import")
    found = {}
    for row in rows[1:]:
        id = row[columns[0]][len(language.participant):]
        grade = row[columns[1]].strip().replace(language.point, ".").replace(" ", "")
        if not id.isdigit() or int(id) not in participants or grade in ("", "-"):
            continue
        if re.fullmatch(r"-?\d+(\.\d+)?", grade) and 0 <= float(grade) <= most:
            found[int(id)] = float(grade)
    return found


def moodle_feedback(packed: bytes, participants: set[int], *, before_4_1: bool = False
                    ) -> dict[int, dict[str, bytes]]:
    """The feedback files that an import would add, by participant."""
    found: dict[int, dict[str, bytes]] = {}
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for name in archive.namelist():
            parts = name.split("/")
            if parts[-1].startswith((".", "~")):
                continue
            while parts:
                info = parts.pop(0).split("_", 4)
                if len(info) < (5 if before_4_1 else 4) or not info[1].isdigit():
                    continue
                if int(info[1]) in participants and info[2:4] == ["assignsubmission", "file"]:
                    inner = "/".join([info[4] if len(info) == 5 else "", *parts])
                    found.setdefault(int(info[1]), {})[inner] = archive.read(name)
                    break
    return found


# --- Gradescope, GitHub -----------------------------------------------------------------------

_TEXT = {"type": "string"}
_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
_SEEN = {"enum": ["visible", "hidden", "after_due_date", "after_published"]}
GRADESCOPE: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"}, "execution_time": {"type": "number"}, "output": _TEXT,
        "output_format": _FORMAT, "test_output_format": _FORMAT, "test_name_format": _FORMAT,
        "visibility": _SEEN, "stdout_visibility": _SEEN, "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {"type": "array", "items": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "score": {"type": "number"}, "max_score": {"type": "number"},
                "status": {"enum": ["passed", "failed"]}, "name": _TEXT, "name_format": _FORMAT,
                "number": _TEXT, "output": _TEXT, "output_format": _FORMAT,
                "tags": {"type": "array", "items": _TEXT}, "visibility": _SEEN,
                "extra_data": {"type": "object"},
            },
        }},
    },
    # Without a score of its own or one in some test, Gradescope calls the autograder failed.
    "anyOf": [{"required": ["score"]}, {"required": ["tests"]}, {"required": ["output"]}],
}


def classroom_points(encoded: Mapping[str, str], runners: str) -> tuple[float, float]:
    """What GitHub Classroom's reporter makes of its environment: points, and out of how many."""
    points = most = 0.0
    for runner in runners.split(","):
        result = json.loads(base64.b64decode(encoded[f"{runner.strip().upper()}_RESULTS"]))
        assert result["status"] in ("pass", "fail", "error")
        for test in result["tests"]:
            assert {"name", "status", "score", "message", "test_code", "line_no"} <= test.keys()
        if result.get("max_score"):  # one without is passed over
            most += result["max_score"]
            points += sum(test["score"] for test in result["tests"])
    return points, most


@dataclass(frozen=True)
class Command:
    """What a runner of GitHub's obeys."""

    name: str
    properties: Mapping[str, str]
    data: str


def obeyed(log: str) -> list[Command]:
    """The commands in a log, as a runner reads it line by line."""
    found = []
    stopped = None
    for line in re.split(r"\r\n|\r|\n", log):
        match = re.match(r"\s*::([a-zA-Z0-9_-]+)(?: ([^:]*))?::(.*)", line)
        if match is None and "##[" not in line:
            continue
        name, given, data = match.groups() if match else ("##", "", line)
        if stopped is not None:
            stopped = None if name == stopped else stopped
        elif name == "stop-commands":
            stopped = data
        else:
            pairs = [pair.split("=", 1) for pair in (given or "").split(",") if "=" in pair]
            found.append(Command(name, {key: _unescaped(value) for key, value in pairs},
                                 _unescaped(data)))
    return found


def _unescaped(text: str) -> str:
    for escape, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, sign)
    return text
