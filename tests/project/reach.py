"""Which checks a line of the model solution has a part in, found by running them under a trace.

Each check's probes are run against the model solution in this very process, and the lines that
run are noted. A mistake in some lines can change a check only if it runs one of them: so long as
it has not, everything is as it was.

A line belongs to the smallest statement that it is in; the head of a compound statement (a
`while`, a `def` with its docstring and comments) is a statement of its own. Two kinds of lines
run while the module is imported and not while a check does:

- the head of a function counts for the checks that call the function;
- any other statement outside of functions counts for the checks in which a name that it binds is
  used, and if it binds none (an import does), for all that need the module.
"""

from __future__ import annotations

import ast
import difflib
import functools
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import CodeType, FrameType, ModuleType
from typing import Any

from grader.misconceptions import Patch
from grader.records import Probe
from grader.suite import Check


@contextmanager
def imported(sources: Mapping[str, str]) -> Iterator[None]:
    """Until this ends, `import engine` and the like give these modules, in an order that works."""
    made = {name: ModuleType(name) for name in sources}
    others = {name: sys.modules[name] for name in sources if name in sys.modules}
    state = random.getstate()
    sys.modules.update(made)
    try:
        for name, source in sources.items():
            exec(_compiled(name, source), made[name].__dict__)
        yield
    finally:
        random.setstate(state)
        for name in sources:
            sys.modules.pop(name, None)
        sys.modules.update(others)


@functools.cache
def _compiled(module: str, source: str) -> CodeType:
    return compile(source, _file(module), "exec")


def _file(module: str) -> str:
    return f"<{module}.py>"


# --- statements -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """A statement of a module, or the head of a compound one."""

    line: int  # its first
    inside: bool  # in a function, or the head of one: it runs when that is called
    binds: frozenset[str]


def statements(source: str) -> dict[int, Statement]:
    """The statement of each line that belongs to one."""
    found: dict[int, Statement] = {}
    _mark(ast.parse(source).body, False, found)
    return found


def _mark(body: Sequence[ast.stmt], inside: bool, found: dict[int, Statement]) -> None:
    for node in body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring belongs to what it is about
        function = isinstance(node, ast.FunctionDef)
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        statement = Statement(first, inside or function, _binds(node))
        found.update(dict.fromkeys(range(first, (node.end_lineno or first) + 1), statement))
        for name in ("body", "orelse", "handlers", "finalbody"):
            for part in getattr(node, name, []):
                below = part.body if isinstance(part, ast.ExceptHandler) else [part]
                _mark(below, inside or function, found)


def _binds(node: ast.stmt) -> frozenset[str]:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.For):
        return frozenset(name.id for name in ast.walk(node)
                         if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store))
    return frozenset()


def changed_lines(patch: Patch, source: str) -> set[int]:
    """The lines of `source` that a patch takes out, and the neighbours of what it puts in.

    Comments and blank lines, which never run, are left aside.
    """
    start = source[: source.index(patch.before)].count("\n") + 1
    before, after = patch.before.splitlines(), patch.after.splitlines()
    touched: set[int] = set()
    for kind, a, b, _, _ in difflib.SequenceMatcher(None, before, after, False).get_opcodes():
        if kind == "insert":
            touched.update(n for n in (a - 1, a) if 0 <= n < len(before))
        elif kind != "equal":
            touched.update(range(a, b))
    return {start + n for n in touched if before[n].strip() and before[n].strip()[0] != "#"}


# --- the trace ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ran:
    """What one check has run."""

    lines: frozenset[tuple[str, int]]  # module, first line of a statement
    names: frozenset[str]  # that its snippets, or the functions that were called, ask for
    modules: frozenset[str]


class Reach:
    """The lines of the model solution, and the checks that run them.

    `sources` has the modules in an order in which they can be imported. A check of another
    worker's modules (the bonus's) is not traced: it has these modules to itself.
    """

    def __init__(self, sources: Mapping[str, str], checks: Iterable[Check],
                 alone: Mapping[str, Sequence[Check]]) -> None:
        self._sources, self._alone = sources, alone
        self._statements = {module: statements(source) for module, source in sources.items()}
        self._needs = _needs(sources)
        self.ran = {check.id: self._trace(check.probes) for check in checks}

    def of(self, patches: Iterable[Patch]) -> set[str]:
        """The ids of all checks that run one of the lines that the patches change."""
        return {id for patch in patches for id in self._of_patch(patch)}

    def needing(self, modules: Iterable[str]) -> set[str]:
        """The ids of all checks that import one of these modules, however deep."""
        wanted = set(modules)
        return {id for id, ran in self.ran.items() if ran.modules & wanted} | {
            check.id for module in wanted for check in self._alone.get(module, ())}

    def _of_patch(self, patch: Patch) -> set[str]:
        if patch.module in self._alone:
            return self.needing([patch.module])
        lines = changed_lines(patch, self._sources[patch.module])
        found: set[str] = set()
        for line in lines:
            statement = self._statements[patch.module].get(line)
            if statement is None or not (statement.inside or statement.binds):
                return self.needing([patch.module])
            place = (patch.module, statement.line)
            found.update(
                id for id, ran in self.ran.items()
                if (place in ran.lines if statement.inside
                    else patch.module in ran.modules and statement.binds & ran.names))
        return found

    def _trace(self, probes: Sequence[Probe]) -> Ran:
        tracer = Tracer({_file(module): module for module in self._sources})
        snippets = [compile(probe.code, "<snippet>", "exec") for probe in probes]
        with imported(self._sources):  # anew for each check, which may put things in their place
            for snippet, probe in zip(snippets, probes, strict=True):
                with tracer, suppress(Exception):
                    space: dict[str, Any] = {}
                    exec(snippet, space)
                    for expression in probe.observe:
                        eval(expression, space)
        names = _names([*snippets, *tracer.codes])
        return Ran(
            frozenset((module, statement.line) for module, line in tracer.lines
                      if (statement := self._statements[module].get(line))),
            names,
            frozenset(needed for name in names for needed in self._needs.get(name, ())),
        )


class Tracer:
    """While it is entered, notes the lines that run in some files.

    Once all lines of a function have run it is left alone, which makes it ten times as fast.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files
        self._waiting: dict[CodeType, set[int]] = {}
        self._watchers: dict[CodeType, Callable[..., Any]] = {}

    def __enter__(self) -> None:
        self._before = sys.gettrace()
        sys.settrace(self._enter)

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    @property
    def codes(self) -> list[CodeType]:
        """The functions that were called."""
        return list(self._waiting)

    @property
    def lines(self) -> set[tuple[str, int]]:
        """The lines that have run, by module."""
        return {(self._files[code.co_filename], line)
                for code, waiting in self._waiting.items() for line in _lines(code) - waiting}

    def _enter(self, frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        code = frame.f_code
        if code.co_filename not in self._files:
            return None
        if code not in self._waiting:
            waiting = self._waiting[code] = _lines(code) - {code.co_firstlineno}

            def watch(frame: FrameType, event: str, _: object) -> Callable[..., Any]:
                if event == "line":
                    waiting.discard(frame.f_lineno)
                return watch

            self._watchers[code] = watch
        return self._watchers[code] if self._waiting[code] else None


def _lines(code: CodeType) -> set[int]:
    return {line for _, _, line in code.co_lines() if line}


def _names(codes: Iterable[CodeType]) -> frozenset[str]:
    """The names that code asks for, code inside it included."""
    waiting, found = list(codes), set()
    while waiting:
        code = waiting.pop()
        found.update(code.co_names)
        waiting += [inner for inner in code.co_consts if isinstance(inner, CodeType)]
    return frozenset(found)


def _needs(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Each module with those that are imported with it."""
    needs: dict[str, set[str]] = {}
    for module, source in sources.items():
        names = [alias.name for node in ast.walk(ast.parse(source))
                 if isinstance(node, ast.Import) for alias in node.names]
        names += [str(node.module) for node in ast.walk(ast.parse(source))
                  if isinstance(node, ast.ImportFrom)]
        needs[module] = {module}.union(*(needs.get(name, set()) for name in names))
    return needs
