"""What known mistakes answer: each misconception's marks, worked out once and kept in a file.

`reference/known.json` is written by `make known` and read here. It holds marks alone, no answers
and no patches, so a kit carries those of its public checks. Each entry has a key, a digest of all
that it was worked out from; what is out of date is left out and said so.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import inspect
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from .course import Course
from .errors import OperatorError
from .fingerprint import RIGHT
from .misconceptions import Misconception
from .suite import Check

FORM = b"1"  # of marks: another one where `fingerprint` says the same of answers in other words
FILE = "known.json"  # beside the catalogue; in a kit, beside its recording
ANY = "*"  # right styles disagree on what a mistake gives there: nothing can be told by it

Allowed: TypeAlias = "frozenset[str]"  # marks that one and the same mistake may leave on a probe
Expectation: TypeAlias = "Mapping[str, tuple[Allowed, ...]]"  # by check id; not there: all right

AS_RIGHT: Allowed = frozenset({RIGHT})


@dataclass(frozen=True)
class Known:
    """One misconception, and how a submission that has it alone answers."""

    id: str
    part: str
    title: str
    belief: str
    experiment: str
    modules: frozenset[str]  # where its mistake stands
    answers: Expectation
    carried: frozenset[str]  # later checks that tell right code from wrong on top of it
    right: Expectation = field(default_factory=dict)  # what right code leaves there, if not that

    @functools.cached_property
    def says(self) -> frozenset[tuple[str, int]]:
        """The probes, by check and number, that may come out otherwise than right."""
        return frozenset((id, at) for id, each in self.answers.items()
                         for at, may in enumerate(each) if may != AS_RIGHT)

    @functools.cached_property
    def denied(self) -> frozenset[tuple[str, int]]:
        """The probes that cannot come out right."""
        return frozenset((id, at) for id, each in self.answers.items()
                         for at, may in enumerate(each) if RIGHT not in may and ANY not in may)


@dataclass(frozen=True)
class Catalogue:
    """All that is known of mistakes, for these checks."""

    known: tuple[Known, ...] = ()
    imports: Mapping[str, frozenset[str]] = field(default_factory=dict)  # module -> all it runs on
    stale: bool = False  # something has changed since it was worked out


# --- which modules a check runs ----------------------------------------------------------------


def closures(sources: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Each module with all that it imports, itself included, by the source of right code."""
    direct = {module: _imported(ast.parse(source)) & set(sources)
              for module, source in sources.items()}

    def below(module: str, seen: frozenset[str]) -> frozenset[str]:
        for other in sorted(direct[module] - seen):
            seen = below(other, seen | {other})
        return seen

    return {module: below(module, frozenset({module})) for module in sources}


def _imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


_IMPORT = re.compile(r"(?m)^\s*(?:from|import)\s+(\w+)")


def reach(check: Check, imports: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The modules that a check's probes run, by what their snippets import."""
    named = {module for probe in check.probes for module in _IMPORT.findall(probe.code)}
    return frozenset().union(*(imports[module] for module in named if module in imports))


# --- the file ----------------------------------------------------------------------------------


def sources_of(course: Course) -> dict[str, str]:
    """The reference's modules that the bonus does not need alone: name -> source."""
    assert course.reference is not None
    return {module: course.reference.files[f"{module}.py"].decode()
            for module in course.sheet.modules if module not in course.sheet.bonus_modules}


def check_keys(course: Course, checks: Iterable[Check]) -> dict[str, str]:
    """For each check, a digest of all that its marks hang on besides the patches."""
    sources = sources_of(course)
    imports = closures(sources)
    path = course.home / "reference" / "styles.toml"
    styles = path.read_bytes() if path.exists() else b""
    common = _digest([FORM, styles, *(source.encode() for source in course.given.values())])
    return {
        check.id: _digest([common.encode(), *_comparing(check),
                           *(sources[module].encode() for module in sorted(reach(check, imports))),
                           *(f"{probe.code}\0{probe.observe}".encode() for probe in check.probes)])
        for check in checks}


def _comparing(check: Check) -> Iterator[bytes]:
    """How a check compares: its own words, and the files of the functions that these name.

    Title, hint and points are no part of that.
    """
    if check.test is None:
        return
    source = inspect.getsource(check.test)
    yield textwrap.dedent(source[source.find("def ") :]).encode()
    named = [check.test.__globals__.get(name) for name in check.test.__code__.co_names]
    for path in sorted({inspect.getfile(each) for each in named if inspect.isfunction(each)}):
        yield _file(path)


@functools.cache
def _file(path: str) -> bytes:
    return Path(path).read_bytes()


def patch_key(misconception: Misconception) -> str:
    """A digest of how a misconception's code differs."""
    return _digest([f"{patch.module}\0{patch.before}\0{patch.after}".encode()
                    for patch in misconception.patches])


def _digest(parts: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()[:16]


def read_raw(path: Path) -> dict[str, Any]:
    """The file as it is; empty where there is none. Raises OperatorError where it is damaged."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if type(raw) is dict:
            return raw
    except FileNotFoundError:
        return {}
    except ValueError:
        pass
    raise OperatorError(f"{path} is damaged", "make known")


def dump_raw(raw: Mapping[str, Any]) -> str:
    """The text of the file: a line for each misconception, in a fixed order."""
    lines = [f'"{id}": {json.dumps(entry, sort_keys=True)}'
             for id, entry in raw["misconceptions"].items()]
    head = {key: value for key, value in raw.items() if key != "misconceptions"}
    return (json.dumps(head, sort_keys=True, indent=1)[:-2] + ',\n "misconceptions": {\n'
            + ",\n".join(lines) + "\n}}\n")


def write_marks(allowed: Sequence[Allowed]) -> str:
    """A check's marks as text: nothing for right, else what may stand there."""
    return ",".join("" if each == AS_RIGHT else "|".join(sorted(each)) for each in allowed)


def read_marks(text: str) -> tuple[Allowed, ...]:
    """What `write_marks` wrote."""
    return tuple(frozenset(each.split("|")) if each else AS_RIGHT for each in text.split(","))


def catalogue(
    raw: Mapping[str, Any],
    checks: Sequence[Check],
    current: Mapping[str, str] | None = None,
    patches: Mapping[str, str] | None = None,
) -> Catalogue:
    """The catalogue for these checks; `current` and `patches` are today's keys, where known.

    Raises OperatorError where the file does not have its form.
    """
    try:
        ids = {check.id for check in checks}
        entries = raw.get("misconceptions", {})
        stale = current is not None and any(
            raw.get("checks", {}).get(id) != key for id, key in current.items() if id in ids)
        stale |= patches is not None and patches != {
            id: entry["patch"] for id, entry in entries.items()}
        known = [_known(id, entry, ids) for id, entry in entries.items()]
        imports = {module: frozenset(names) for module, names in raw.get("imports", {}).items()}
    except (KeyError, TypeError, AttributeError):
        raise OperatorError(f"{FILE} is damaged", "make known") from None
    return Catalogue(() if stale else tuple(known), imports, stale)


def _known(id: str, entry: Mapping[str, Any], ids: set[str]) -> Known:
    return Known(
        id=id, part=entry["part"], title=entry["title"], belief=entry["belief"],
        experiment=entry["experiment"], modules=frozenset(entry["modules"]),
        answers={check: read_marks(text) for check, text in entry["answers"].items()
                 if check in ids},
        carried=frozenset(entry["carried"]) & ids,
        right={check: read_marks(text) for check, text in entry.get("right", {}).items()
               if check in ids},
    )


def only(raw: Mapping[str, Any], ids: Iterable[str]) -> dict[str, Any]:
    """The file's content with what is known of these checks alone, and without keys: for a kit."""
    kept = set(ids)
    return {"imports": raw.get("imports", {}), "misconceptions": {
        id: {**entry, "patch": "",
             "answers": {k: v for k, v in entry["answers"].items() if k in kept},
             "carried": [k for k in entry["carried"] if k in kept],
             "right": {k: v for k, v in entry.get("right", {}).items() if k in kept}}
        for id, entry in raw.get("misconceptions", {}).items()}}


def united(ways: Sequence[Sequence[Allowed]]) -> tuple[Allowed, ...]:
    """What may stand at each probe of a check, where any of several ways of writing will do."""
    return tuple(frozenset().union(*each) for each in zip(*ways, strict=True))


def merged(these: Sequence[Known], only: Iterable[str] | None = None) -> Expectation:
    """What several mistakes give together, as far as each alone tells: ANY where two have a say.

    For all checks, or for those named by `only`.
    """
    if len(these) == 1:
        return these[0].answers
    ids = dict.fromkeys(id for one in these for id in one.answers) if only is None else only
    return {id: tuple(map(_together, zip(*(one.answers[id] for one in these if id in one.answers),
                                         strict=True)))
            for id in ids if any(id in one.answers for one in these)}


def _together(each: Sequence[Allowed]) -> Allowed:
    said = [allowed for allowed in each if allowed != AS_RIGHT]
    if not said:
        return AS_RIGHT
    return said[0] if len(said) == 1 else frozenset().union(*said) | {ANY}
