"""The worker: loads one student's modules and answers probes, inside the sandbox.

A program of its own that uses the standard library alone and never imports the package;
it is trusted until the first line of student code runs, and nothing it says after that is
believed: the other side reads it as hostile bytes.

The protocol goes by the standard input and output that it was started with. In come messages as
`marshal` has them, each after its length in eight bytes; out go lines of JSON.

In, first:  {"limits": {...}}
Out:        {"started": python}                      they hold, and no code but this has run
In, then:   {"load": {"files": {path: source as latin-1}, "cells": [str], "modules": [str],
                      "names": [str], "given": {module: source}, "bring": [module],
                      "leave_out": {unit: reason}, "torch": path or null}}
Out:        {"loading": unit}, {"loaded": unit}      as each module, or notebook statement, runs;
                                                     and as each cell is made plain Python
            {"ready": {"modules": {name: [state, reason]}, "notes": [str], "python": str,
                       "torch": str}}                state: "missing" or "partial"
In, later:  {"ask": [{"number": g, "probes": [[code, [expression]]], "cpu": seconds,
                      "wall": seconds}], "side_by_side": n}       g: never the same one twice
Out:        {"group": g, "probe": p, "answers": [answer], "printed": str}    in order in a group
            {"group": g, "end": "done" | "timeout" | "crashed"}              once for each group

An answer is {"value": v} or {"raised": [type, message, place, text]}; where the snippet itself
raised, that one answer stands for all of its expressions. A value is plain JSON: null, booleans,
integers of 64 bits, finite floats and strings of exactly these types, lists (of tuples too), and
{"dict": [[k, v]]}, {"float": "nan" | "inf" | "-inf"}, {"node": name} for an object that the
snippet has a name for, {"thing": type} or {"thing": type, "items": [v]} for any other.

Each group is answered in a fork, made alike each time, of the process that holds the modules.

It starts for each submission, so it loads little: `json`, `re`, `contextlib` and `signal` took as
long as all the rest of its start.
"""

import builtins
import gc
import importlib.machinery
import io
import itertools
import marshal
import math
import os
import resource
import select
import sys
import time
import types
from random import seed  # loaded before a submission can put another module in its place

try:
    from _json import encode_basestring_ascii as quoted
except ImportError:  # a Python without it in C
    from json.encoder import encode_basestring_ascii as quoted

SHOWN_ITEMS = 5_000  # of one value, counted through all levels
SHOWN_DEPTH = 20
SHOWN_TEXT = 2_000
SHOWN_PRINT = 1_000
LONGEST_LINE = 1 << 20
PLAIN = (type(None), bool, int, float, str, list, tuple, dict, set, frozenset)
SIGKILL, SIGXCPU = 9, 24  # on Linux and macOS
ONLY_AST = 0x400  # as `ast` has it for `compile`
COMPILER_GIVES_UP = (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError)


# --- what a student prints ------------------------------------------------------------------


class Tape(io.RawIOBase):
    """Takes whatever is written and keeps the beginning."""

    def __init__(self):
        self.kept = bytearray()

    def writable(self):
        return True

    def fileno(self):
        return 1  # which is silence

    def write(self, data):
        data = bytes(data)
        self.kept += data[: SHOWN_PRINT - len(self.kept)]
        return len(data)


def listen():
    """A fresh tape in the place of both output streams."""
    tape = Tape()
    stream = io.TextIOWrapper(io.BufferedWriter(tape, 1), "utf-8", "replace", write_through=True)
    sys.stdout = sys.stderr = stream
    return tape


# --- encoding: by exact type, asking a student's object nothing ------------------------------


class TooLarge(Exception):
    """A value with more in it than is worth sending."""


def type_name(thing):
    return str(type.__dict__["__name__"].__get__(type(thing)))[:60]


class Encoder:
    """Turns values into the protocol's JSON; `names` are the snippet's own objects."""

    def __init__(self, namespace):
        self.names = {}
        for name, value in namespace.items():
            if type(value) not in PLAIN and type(name) is str and not name.startswith("__"):
                self.names.setdefault(id(value), name)
        self.budget = SHOWN_ITEMS

    def whole(self, value):
        self.budget = SHOWN_ITEMS
        try:
            return self.encode(value, SHOWN_DEPTH)
        except TooLarge:
            return {"thing": type_name(value) + ", too large to show"}

    def encode(self, value, depth):
        self.budget -= 1
        if self.budget < 0 or depth < 0:
            raise TooLarge
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is int:
            bits = value.bit_length()
            return value if bits < 64 else {"thing": f"int of {bits} bits"}
        if kind is float:
            return value if math.isfinite(value) else {"float": str(value)}
        if kind is str:
            return value if len(value) <= SHOWN_TEXT else value[:SHOWN_TEXT] + "…"
        if kind is list or kind is tuple:
            return self.items(value, depth)
        if kind is dict and all(type(key) in PLAIN[:5] for key in value):
            keys, values = self.items(value, depth), self.items(value.values(), depth)
            return {"dict": list(zip(keys, values, strict=True))}
        if kind in (dict, set, frozenset):
            return {"thing": kind.__name__, "items": self.items(value, depth)}
        if id(value) in self.names:
            return {"node": self.names[id(value)]}
        encoded = {"thing": type_name(value)}
        # What is read is not to be gone by that, and text of a class of its own is no collection.
        many = hasattr(kind, "__iter__") and not hasattr(kind, "__next__")
        if many and not issubclass(kind, str):
            try:
                encoded["items"] = self.items(value, depth)
            except TooLarge:
                raise
            except BaseException:
                encoded.pop("items", None)
        return encoded

    def items(self, values, depth):
        # A collection of a student's own may have no end: the budget ends it.
        return [self.encode(item, depth - 1) for item in itertools.islice(values, SHOWN_ITEMS + 1)]


def raised(error):
    """An exception, with the last line of the student's own that it came through."""
    try:
        message = str(error)[:SHOWN_TEXT]
    except BaseException:
        message = "(its message could not be read)"
    place, text, last = "", "", None
    trace = BaseException.__dict__["__traceback__"].__get__(error)  # asking it nothing
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name in SOURCES:
            last = name, trace.tb_lineno
        trace = trace.tb_next
    if last:
        place, text = f"{LABELS.get(last[0], last[0])}, line {last[1]}", source_line(*last)
    if isinstance(error, SyntaxError) and error.filename in SOURCES and error.lineno:
        place = f"{error.filename}, line {error.lineno}"
        text = source_line(error.filename, error.lineno)
        message = str(error.msg)[:SHOWN_TEXT]
    return [type_name(error), message, place, text]


def source_line(name, number):
    lines = SOURCES[name].splitlines()
    return lines[number - 1].strip()[:200] if 0 < number <= len(lines) else ""


# --- loading modules ------------------------------------------------------------------------

SOURCES = {}  # file name -> text, of all that a student wrote
LABELS = {}  # file name -> what a reader knows it by, where that is another
NOTES = []
STATES = {}  # module -> [state, reason]


def note(text):
    if text not in NOTES:
        NOTES.append(text)


def sentence(error):
    """An exception in one sentence's worth of words."""
    kind, message, place, _ = raised(error)
    at = f" at {place}" if place else ""
    return f"{kind}{at}: {message}" if message else f"{kind}{at}"


class Modules(importlib.machinery.SourceFileLoader):
    """Finds and loads a submission's own modules, from memory."""

    def __init__(self, load):
        self.files = {path: text.encode("latin-1") for path, text in load["files"].items()}
        self.load = load
        self.own = {*load["modules"], *load["given"]}
        for path, source in self.files.items():
            SOURCES[path] = source.decode("utf-8", "replace").removeprefix("\ufeff")

    def find_spec(self, name, path=None, target=None):
        top, base = name.partition(".")[0], name.replace(".", "/")
        if top in sys.stdlib_module_names and top not in self.own and not asked_by_student():
            return None  # what the library itself needs is the library's
        for file in (base + "/__init__.py", base + ".py"):
            if file in self.files:
                package = file.endswith("/__init__.py")
                spec = importlib.machinery.ModuleSpec(
                    name, self, origin=file, is_package=package)
                spec.has_location = True
                return spec
        # A folder without `__init__` comes last, as in Python.
        if any(file.startswith(base + "/") for file in self.files) and (
                importlib.machinery.PathFinder.find_spec(name, path) is None):
            return importlib.machinery.ModuleSpec(name, None, is_package=True)
        return None

    def get_filename(self, name):
        return self.find_spec(name).origin

    def get_source(self, name):
        return SOURCES[self.get_filename(name)]

    def get_code(self, name):
        file = self.get_filename(name)
        return compile(self.files[file], file, "exec", dont_inherit=True)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = module.__name__
        try:
            if name in self.load["leave_out"]:
                raise ImportError(f"{name} was left out: {self.load['leave_out'][name]}")
            code = self.get_code(name)
        except (*COMPILER_GIVES_UP, ImportError) as error:
            if name not in self.load["leave_out"]:
                STATES[name] = ["missing", sentence(error)]
            if not asked_by_student():
                raise ImportError(f"{name} does not load: {sentence(error)}") from None
            lend(module)
            return
        given = self.load["given"].get(name, "")
        exec(given, module.__dict__)
        say({"loading": name})
        try:
            exec(code, module.__dict__)
        except BaseException as error:
            # What it defined before stands, as the contract says.
            STATES[name] = ["partial", sentence(error)]
            lend(module)
        say({"loaded": name})
        exec(given, module.__dict__)


def asked_by_student():
    """The frame of a student's code in which the import or look-up under way stands, or None."""
    # The standard library tries imports of its own that must fail as ever, and probes import.
    frame = sys._getframe()
    while frame is not None:
        file = frame.f_code.co_filename
        if file in SOURCES:
            return frame
        if file != __file__ and "importlib" not in file:
            return None
        frame = frame.f_back
    return None


def lend(module):
    """Let a student's other modules import and name what this one of theirs does not have."""

    def stand_in(name):
        if name.startswith("__") or not asked_by_student():
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
        return Absent(f"{module.__name__}.{name}")

    module.__getattr__ = stand_in


class Absent(types.ModuleType):
    """Stands in for what is not here: it may be imported and named, not used."""

    __path__ = ()

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Absent(f"{self.__name__}.{name}")

    def __getitem__(self, key):
        return self  # as annotations do

    def __or__(self, other):
        return self

    __ror__ = __or__

    def __instancecheck__(self, thing):
        return False  # nothing can be of a class that is not here

    __subclasscheck__ = __instancecheck__


def used(self, *args, **kwargs):
    top = self.__name__.partition(".")[0]
    if not isinstance(sys.modules.get(top), Absent):
        raise ModuleNotFoundError(f"{self.__name__} was used, but {top} does not have it", name=top)
    raise ModuleNotFoundError(
        f"{self.__name__} was used, but {top} is not available here: "
        "there is the standard library and your own modules", name=top)


OPERATIONS = """call iter len bool float int index enter exit mro_entries contains setitem next
    array add radd sub rsub mul rmul truediv rtruediv pow rpow matmul rmatmul neg lt le gt ge"""
for operation in OPERATIONS.split():
    setattr(Absent, f"__{operation}__", used)


class Absences:
    """The last finder: a student's import of what is not here."""

    def __init__(self, own):
        self.own = own  # names of the contract's modules: never a library's

    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if not asked_by_student() or (top in self.own and name != top):
            return None
        if top in self.own:
            return importlib.machinery.ModuleSpec(name, self)
        if name != top and not isinstance(sys.modules.get(top), Absent):
            return None
        if asks_whether_it_is_there() or goes_on_without(asked_by_student()):
            return None
        note(f"{top} is not available here; a stand-in raises where it is used.")
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return None if spec.name in self.own else Absent(spec.name)

    def exec_module(self, module):
        if module.__name__ in self.own:
            lend(module)


def asks_whether_it_is_there():
    """Whether it is `importlib.util.find_spec` that looks, and nothing is to be imported."""
    frame = sys._getframe(2)
    while frame is not None and "importlib" in frame.f_code.co_filename:
        if frame.f_code.co_name == "find_spec" and "util" in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False


def goes_on_without(frame):
    """Whether the import stands in a `try` whose handler knows another way.

    Then it fails, as its writer foresaw. A handler that raises or exits knows none.
    """
    file, line = frame.f_code.co_filename, frame.f_lineno
    try:
        text = SOURCES[file]
        if file.startswith("cell "):
            text = without_magics(text, ())
        waiting = [compile(text, file, "exec", ONLY_AST, dont_inherit=True)]
    except COMPILER_GIVES_UP:
        return False
    while waiting:
        node = waiting.pop()
        if (type(node).__name__ == "Try" and any(map(knows_another_way, node.handlers))
                and node.body[0].lineno <= line <= node.body[-1].end_lineno):
            return True
        waiting += children(node)
    return False


def knows_another_way(handler):
    """Whether an `except` is for imports that fail, and nothing in it raises or exits."""
    caught = handler.type
    names = {getattr(each, "id", "") for each in getattr(caught, "elts", [caught])}
    if caught is not None and names.isdisjoint(
            {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}):
        return False
    waiting = list(handler.body)
    while waiting:
        node = waiting.pop()
        called = getattr(node, "func", None)
        if type(node).__name__ == "Raise" or {
                getattr(called, "id", ""), getattr(called, "attr", "")} & {"exit", "quit", "_exit"}:
            return False
        waiting += children(node)
    return True


def children(node):
    """The nodes right below one of a syntax tree."""
    fields = [getattr(node, name, None) for name in node._fields]
    return [each for field in fields for each in (field if type(field) is list else [field])
            if hasattr(each, "_fields")]


# --- notebooks ------------------------------------------------------------------------------

def inside_a_statement(lines):
    """Whether what comes after these lines still belongs to a string or bracket of theirs."""
    if lines and lines[-1].rstrip("\n").endswith("\\"):
        return True
    try:
        for _ in tokenize.generate_tokens(io.StringIO("".join(lines)).readline):
            pass
    except tokenize.TokenError:
        return True
    except (SyntaxError, RecursionError, MemoryError):
        return False
    return False


def without_magics(text, modules):
    """A cell as plain Python with as many lines: magics and shell lines are set aside.

    What `%time` and `%%time` run is run; a module written by `%%writefile` is run as a cell.
    """
    lines = text.splitlines(keepends=True)
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is not None and lines[first].startswith("%%"):
        written = WRITES_A_MODULE.match(lines[first])
        if not RUNS_ITS_CELL.match(lines[first]) and not (written and written[1] in modules):
            return ""
        lines[first] = "\n"
        return without_magics("".join(lines), modules)
    try:
        compile(text, "cell", "exec", ONLY_AST)
        return text
    except COMPILER_GIVES_UP:
        pass
    if first is not None:  # a cell may be indented as a whole
        indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
        lines = [line.removeprefix(indent) for line in lines]
    plain, aside = [], False
    for line in lines:
        if aside:  # a shell line went on
            aside = line.rstrip().endswith("\\")
            plain.append("\n")
            continue
        timed, assigned = RUNS_ITS_LINE.match(line), ASSIGNED_SHELL.match(line)
        if not (SHELL.match(line) or assigned) or inside_a_statement(plain):
            plain.append(line)
        elif timed:
            plain.append(f"{timed[1]}{timed[2]}\n")
        else:
            aside = line.rstrip().endswith("\\")
            indent = line[: len(line) - len(line.lstrip())]
            plain.append(f"{assigned[1]}None\n" if assigned else f"{indent}pass\n")
    return "".join(plain)


class Quiet:
    """What `get_ipython()` returns: it takes every call and does nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None


def replaces(value, definition):
    """Whether a name's value is a definition, and not one object of the class it stood for."""
    if isinstance(value, type | types.FunctionType | types.BuiltinFunctionType
                  | types.MethodType | functools.partial):
        return True
    return callable(value) and not isinstance(definition, type)


def load_for_notebooks():
    """Load what modules of a student's own do not need, and takes a while."""
    global __future__, ast, functools, tokenize
    global SHELL, ASSIGNED_SHELL, RUNS_ITS_LINE, RUNS_ITS_CELL, WRITES_A_MODULE
    import __future__

    import ast
    import functools
    import re
    import tokenize

    SHELL = re.compile(
        r"\s*(?:[%!?]|[\w.]+\s*\?{1,2}\s*$|(?:pip3?|conda|ls|cd|pwd)\s+[\w./-])")
    ASSIGNED_SHELL = re.compile(r"(\s*[\w, ]+=\s*)(?:!|%(?!=)).*")
    RUNS_ITS_LINE = re.compile(r"(\s*)%{1,2}(?:time|prun|memit)\s+(?!-)(.*)")
    RUNS_ITS_CELL = re.compile(r"%%(?:time|timeit|capture|prun|memit|python3?|px)\b")
    WRITES_A_MODULE = re.compile(r"%%writefile\s+(?:-a\s+)?(\w+)\.py\s*$")


def run_notebook(load):
    """Run the cells in one namespace, statement by statement, and give it every module's name."""
    load_for_notebooks()
    notebook = types.ModuleType("__main__")
    space = notebook.__dict__
    space["__builtins__"] = builtins
    space["get_ipython"] = Quiet
    space["display"] = lambda *args, **kwargs: None
    # A cell that checked itself has nothing to check here.
    sys.modules["grader"] = types.ModuleType("grader")
    sys.modules["grader.notebook"] = types.ModuleType("grader.notebook")
    sys.modules["grader.notebook"].check = lambda *args, **kwargs: None
    for name in load["modules"]:
        sys.modules[name] = notebook
    sys.modules["__main__"] = notebook
    for given in load["given"].values():
        exec(given, space)
    contract = dict.fromkeys(load["names"])
    for number, cell in enumerate(load["cells"], 1):
        file = f"cell {number}"
        SOURCES[file] = cell
        if file in load["leave_out"]:
            note(f"Cell {number} was left out: reading it did not end in time, "
                 "or ended the process.")
            continue
        say({"loading": file})
        try:
            text = without_magics(cell, load["modules"])
            body = compile(text, file, "exec", ONLY_AST).body
        except COMPILER_GIVES_UP as error:
            note(f"Cell {number} does not compile and was left out: {sentence(error)}.")
            body = []
        say({"loaded": file})
        for count, statement in enumerate(body, 1):
            unit = f"cell {number}, statement {count}"
            if unit in load["leave_out"]:
                note(f"The statement in line {statement.lineno} of cell {number} was left out: "
                     "it did not end in time, or ended the process.")
                continue
            say({"loading": unit})
            try:
                run_statement(statement, file, space)
            except BaseException as error:
                note(f"A statement raised {sentence(error)}; the rest went on.")
            say({"loaded": unit})
            for name, definition in contract.items():
                if replaces(space.get(name), definition):
                    contract[name] = space[name]
    for name, definition in contract.items():
        if definition is not None and not replaces(space.get(name), definition):
            space[name] = definition
    for module in load["bring"]:
        exec(load["given"][module], space)


def run_statement(statement, file, space):
    tree = ast.Module([statement], [])
    try:
        exec(compile(tree, file, "exec", dont_inherit=True), space)
    except NameError:
        if not isinstance(statement, ast.ClassDef | ast.FunctionDef):
            raise
        # In a live notebook an annotation may name a class that an earlier run has left behind.
        flags = __future__.annotations.compiler_flag
        exec(compile(tree, file, "exec", flags, dont_inherit=True), space)


# --- answering ------------------------------------------------------------------------------


def observe(code, expressions):
    """Run a snippet and look at its expressions: the body of one reply."""
    tape = listen()
    space = {"__name__": "__probe__", "__builtins__": builtins}
    try:
        exec(compile(code, "<snippet>", "exec", dont_inherit=True), space)
    except BaseException as error:
        answers = [{"raised": raised(error)}]
    else:
        encoder = Encoder(space)
        answers = []
        for expression in expressions:
            try:
                value = eval(compile(expression, "<expression>", "eval", dont_inherit=True), space)
                answers.append({"value": encoder.whole(value)})
            except BaseException as error:
                answers.append({"raised": raised(error)})
    return {"answers": answers, "printed": tape.kept.decode("utf-8", "replace")}


def become_child(*others):
    """Let go of the protocol's streams and of the other forks' pipes."""
    global STDOUT
    for fd in (STDIN, STDOUT, *others):
        os.close(fd)
    STDOUT = -1
    os.setpgid(0, 0)


def answer_group(group, output):
    """The life of a fork: answer the group's probes in order, and end."""
    number = group["number"]
    seed(0)  # a fork seeds anew
    # The first limit's signal says why; whoever ignores that one meets the second.
    lower(resource.RLIMIT_CPU, group["cpu"], group["cpu"] + 1)
    for count, (code, expressions) in enumerate(group["probes"]):
        reply = {"group": number, "probe": count, **observe(code, expressions)}
        write(output, reply)
    write(output, {"group": number, "end": "done"})


def answer(groups, side_by_side):
    """Fork for each group, let a few at a time go, and pass their lines on.

    All are forked before the first line is read: what is read, and when, moves what is allocated
    next, and with it the order of a student's sets.
    """
    waiting = []
    for group in groups:
        reader, writer = os.pipe()
        starter, go = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                become_child(reader, go, *(fd for other in waiting for fd in other[:2]))
                os.read(starter, 1)
                os.close(starter)
                answer_group(group, writer)
            finally:
                os._exit(0)
        os.close(writer)
        os.close(starter)
        waiting.append((reader, go, pid, group))
    waiting.reverse()
    running = {}  # read end -> [pid, group, deadline, buffer]
    while waiting or running:
        while waiting and len(running) < side_by_side:
            reader, go, pid, group = waiting.pop()
            os.write(go, b"x")
            os.close(go)
            running[reader] = [pid, group, time.monotonic() + group["wall"], b""]
        soonest = min(entry[2] for entry in running.values())
        ready, _, _ = select.select(list(running), [], [], max(0.0, soonest - time.monotonic()))
        for fd, (pid, group, deadline, buffer) in list(running.items()):
            data = os.read(fd, 1 << 16) if fd in ready else None
            if data:
                *lines, rest = (buffer + data).split(b"\n")
                running[fd][3] = rest
                for line in lines:
                    write_all(STDOUT, line + b"\n")
                end = b'{"group": %d, "end": "done"}' % group["number"]
                done = bool(lines) and lines[-1] == end
                if not done and time.monotonic() < deadline and len(rest) < LONGEST_LINE:
                    continue
            elif data is None and time.monotonic() < deadline:
                continue
            else:
                done = False
            late = time.monotonic() >= deadline
            end_child(fd, pid, group, done, late)
            del running[fd]


def end_child(fd, pid, group, done, late):
    """Kill what is left of a fork, and say how it ended unless it said so itself."""
    os.close(fd)
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, SIGKILL)
        except OSError:
            continue
    _, status, usage = os.wait4(pid, 0)
    if not done:
        seconds = usage.ru_utime + usage.ru_stime
        used_up = os.WIFSIGNALED(status) and (
            os.WTERMSIG(status) == SIGXCPU or seconds >= 0.8 * group["cpu"])
        say({"group": group["number"], "end": "timeout" if late or used_up else "crashed"})


# --- the process ----------------------------------------------------------------------------


def lower(limit, soft, hard=None):
    """Set a limit; where the system has no such limit, or less than that already, leave it."""
    try:
        resource.setrlimit(limit, (soft, soft if hard is None else hard))
    except (ValueError, OSError):
        return


def limit_process(limits):
    megabytes = limits["memory_mb"] << 20
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_FSIZE, limits["file_mb"] << 20)
    lower(resource.RLIMIT_NOFILE, 64)
    lower(resource.RLIMIT_SIGPENDING, 64)  # else they are all that the operator's user has
    if limits["address_space"]:
        lower(resource.RLIMIT_AS, megabytes)
    if limits["processes"]:
        lower(resource.RLIMIT_NPROC, limits["processes"])


def write_all(fd, data):
    while data:
        data = data[os.write(fd, data):]


def as_json(value):
    """The JSON text of what `Encoder` returns, and of what a message is made of."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is dict:
        return "{" + ", ".join([f"{quoted(k)}: {as_json(v)}" for k, v in value.items()]) + "}"
    if kind is list or kind is tuple:
        return "[" + ", ".join([as_json(item) for item in value]) + "]"
    if value is None or kind is bool:
        return {None: "null", True: "true", False: "false"}[value]
    return int.__repr__(value) if kind is int else float.__repr__(value)


def write(fd, message):
    write_all(fd, as_json(message).encode() + b"\n")


def say(message):
    if STDOUT >= 0:  # a fork may still import: it has nobody to tell
        write(STDOUT, message)


def read_message():
    """The next message; the other side sends one, and waits for all it asked for."""
    return marshal.loads(read_bytes(int.from_bytes(read_bytes(8), "big")))


def read_bytes(many):
    received = bytearray()  # many megabytes come in small pieces
    while len(received) < many:
        data = os.read(STDIN, min(many - len(received), 1 << 16))
        if not data:
            os._exit(1)
        received += data
    return received


def take_streams():
    """Keep the protocol's two streams to ourselves; a student finds silence in their place."""
    inward, outward = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.close(null)
    return inward, outward


def load_torch(path):
    sys.path.append(path)
    import torch

    torch.set_num_threads(1)
    return str(torch.__version__)


def load_submission(load):
    modules = Modules(load)
    own = {*load["modules"], *load["given"]}
    sys.meta_path.insert(2, modules)  # after what is built in, before the disk
    sys.meta_path.append(Absences(own))
    if not load["cells"]:
        STATES.update({unit: ["missing", reason] for unit, reason in load["leave_out"].items()})
    builtins.exit = builtins.quit = sys.exit  # as `site`, which is not loaded, would have it
    listen()
    end, os._exit = os._exit, exit_that_raises(os._exit, os.getpid())
    try:
        if load["cells"]:
            run_notebook(load)
        else:
            import_modules(load, modules)
    finally:
        os._exit = end


def import_modules(load, modules):
    sys.modules["__main__"] = types.ModuleType("__main__")
    for name in load["modules"]:
        if modules.find_spec(name) is None:
            STATES[name] = ["missing", ""]
            continue
        try:
            importlib.import_module(name)
        except BaseException as error:
            STATES.setdefault(name, ["missing", sentence(error)])


def exit_that_raises(end, loader):
    """What stands for `os._exit` while modules load: it ends the one that calls it, no process.

    What stood above the call is kept, as with every other exit; a fork of theirs ends as ever.
    """

    def leave(status):
        if os.getpid() != loader:
            end(status)
        raise SystemExit(status)

    return leave


def main():
    limits = read_message()["limits"]
    limit_process(limits)
    seed(0)  # what nobody seeds is to come out alike in every run
    say({"started": sys.version.split()[0]})
    load = read_message()["load"]
    torch = load_torch(load["torch"]) if load["torch"] else ""
    lower(resource.RLIMIT_CPU, limits["import_seconds"], resource.RLIM_INFINITY)
    load_submission(load)
    lower(resource.RLIMIT_CPU, resource.RLIM_INFINITY)
    say({"ready": {"modules": STATES, "notes": NOTES, "python": sys.version.split()[0],
                   "torch": torch}})
    serve()


def serve():
    """Answer message after message, until there is no other side any more."""
    gc.freeze()  # what is loaded is never looked through again: that would copy it in each fork
    while True:
        # Each message is for a fork of its own, so that this process stays as loading left it.
        select.select([STDIN], [], [])
        pid = os.fork()
        if pid == 0:
            try:
                message = read_message()
                answer(message["ask"], message["side_by_side"])
                os._exit(0)
            finally:
                os._exit(1)
        if os.waitpid(pid, 0)[1]:
            os._exit(1)


if __name__ == "__main__":
    WORKER_MAIN = sys.modules["__main__"]
    STDIN, STDOUT = take_streams()
    main()
