"""What students must not have, looked for in a kit: code of ours, hidden inputs, found answers."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from checkout import ROOT

LONG = 25  # characters: a line of so many is somebody's own
RECORDING = "tests/graded/recording.json"
PUBLIC = ROOT / "tests" / "graded" / "public"
SHARED = ROOT / "tests" / "graded"  # its modules are the public suites' too
# What the sheet asks a student to find by hand, as an expression of a probe names it.
BY_HAND = re.compile(r"\b(?:HAND_\w+|f_prime\()")


def leaks(kit: Mapping[str, bytes]) -> list[str]:
    """Each thing in the kit (path -> content) that should not be there, a line each."""
    return [*_files(kit), *_code(kit), *_hidden_values(kit), *_answers(kit)]


def _files(kit: Mapping[str, bytes]) -> Iterator[str]:
    for path in kit:
        if re.search(r"(?:^|/)(?:hidden|reference|misconceptions\.toml)(?:/|$)", path):
            yield f"{path}: a file that is kept back"


def _code(kit: Mapping[str, bytes]) -> Iterator[str]:
    kept = kept_back()
    for path, content in kit.items():
        text = content.decode()
        if path.endswith(".ipynb"):
            text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        whole = _squeezed(text)  # so that a line that is broken in two is found as well
        told = sorted(line for line in kept if line in whole)
        if told:
            yield f"{path}: {told[0]}"


def _hidden_values(kit: Mapping[str, bytes]) -> Iterator[str]:
    public = "".join(path.read_text("utf-8") for path in PUBLIC.iterdir() if path.is_file())
    programs = json.loads((ROOT / "tests/graded/hidden/programs.json").read_text("utf-8"))
    texts = {json.dumps(program) for kept in programs["sets"].values() for program in kept}
    for path, content in kit.items():
        text = content.decode()
        if any(program in text and program not in public for program in texts):
            yield f"{path}: a hidden random program"


def _answers(kit: Mapping[str, bytes]) -> Iterator[str]:
    for code, expressions, reply in json.loads(kit[RECORDING]) if RECORDING in kit else ():
        for expression in expressions:
            if BY_HAND.search(expression) and set(reply) != {"sealed"}:
                yield f"{RECORDING}: an answer to {expression}"
        if BY_HAND.search(code) and not any(map(BY_HAND.search, expressions)):
            yield f"{RECORDING}: {code!r} may show an answer under another name"


# --- what is kept back ----------------------------------------------------------------------


@cache
def kept_back() -> frozenset[str]:
    """The long lines of function bodies, probes and patches that are in no file students have."""
    lines = {line for text in _secrets() for line in _lines(text)}
    for path in [*(ROOT / "exercises").glob("*.py"), *PUBLIC.glob("*.py"), *SHARED.glob("*.py"),
                 *(ROOT / "grader").rglob("*.py")]:
        shared = _squeezed(path.read_text("utf-8"))
        lines = {line for line in lines if line not in shared}
    return frozenset(lines)


def _secrets() -> Iterator[str]:
    for path in [*(ROOT / "reference").glob("*.py"), *(SHARED / "hidden").glob("*.py")]:
        if path.name in ("build_notebook.py", "draw.py"):  # a tool; given to students
            continue
        source = path.read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                # A check's title and probe stand above its body.
                for one in [*body, *node.decorator_list]:
                    yield ast.get_source_segment(source, one) or ""
    for path in (ROOT / "reference").glob("*.toml"):
        yield from _patches(tomllib.loads(path.read_text("utf-8")))


def _patches(data: object) -> Iterator[str]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(
            data if isinstance(data, list) else []):
        if key in ("before", "after"):
            yield str(value)
        else:
            yield from _patches(value)


def _lines(text: str) -> set[str]:
    return {_squeezed(line) for line in text.splitlines() if len(line.strip()) >= LONG
            and not line.strip().startswith(("from ", "import ", "#"))}


def _squeezed(text: str) -> str:
    """Code without its comments and white space: the same tokens, however they are laid out."""
    return re.sub(r"  #[^\n]*|\\\n|\s", "", text)


def in_a_kit(folder: Path) -> dict[str, bytes]:
    """The files of an unpacked kit."""
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}
