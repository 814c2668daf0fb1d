"""The worker: what it loads, what it encodes, and what stays of a submission that misbehaves."""

from __future__ import annotations

import json
import math

import pytest
from asking import LIMITS, answers, ask, worker
from hypothesis import given
from hypothesis import strategies as st

from grader.observe import Group
from grader.records import Node, Observation, Probe, Raised, Silence, Thing
from grader.worker import as_json

LYING = """
class Lying(float):
    def __eq__(self, other): return True
    def __hash__(self): return 8
    def __repr__(self): return "8.0"
    def __float__(self): return 8.0
class Chameleon:
    __class__ = float
    def __repr__(self): return "8.0"
class Endless:
    def __len__(self): return 2
    def __iter__(self):
        while True:
            yield 1
class Angry:
    def __len__(self): raise SystemExit
    def __iter__(self): raise KeyboardInterrupt
    def __getattribute__(self, name): raise GeneratorExit
class Loop(list): pass
class Walked:
    def __iter__(self): return iter([1, 2])
cycle = []
cycle.append(cycle)
"""


def test_plain_data_comes_back_as_it_is():
    code = "x = [1, 2.5, True, None, 'a\\u00e9', (1, [2]), {'k': 1.0, 2: 'v'}, -0.0, 1e-300]"
    with worker({"engine": ""}) as student:
        [x] = answers(student, code, "x")
    assert x == [1, 2.5, True, None, "aé", [1, [2]], {"k": 1.0, 2: "v"}, -0.0, 1e-300]
    assert [type(item) for item in x[:4]] == [int, float, bool, type(None)]


def test_floats_come_back_to_the_last_bit():
    numbers = [math.pi, 2 / 3, 5e-324, 1.7976931348623157e308, 0.1 + 0.2]
    with worker({"engine": ""}) as student:
        assert answers(student, f"x = {numbers!r}", "x") == (numbers,)


def test_numbers_without_a_value_are_tagged():
    with worker({"engine": ""}) as student:
        nan, inf, big = answers(student, "", "float('nan')", "[-1e999]", "2 ** 70")
    assert isinstance(nan, float) and math.isnan(nan)
    assert inf == [-math.inf]
    assert big == Thing("int of 71 bits")


@pytest.mark.parametrize("expression, expected", [
    ("Lying(3)", Thing("Lying")),
    ("Chameleon()", Thing("Chameleon")),
    ("Endless()", Thing("Endless, too large to show")),
    ("Angry()", Thing("Angry")),
    ("cycle", Thing("list, too large to show")),
    ("[1.0] * 10**6", Thing("list, too large to show")),
    ("Loop([1])", Thing("Loop", (1,))),
    ("{Lying(1): 2}", Thing("dict", (Thing("Lying"),))),
    ("frozenset()", Thing("frozenset", ())),
    ("Walked()", Thing("Walked", (1, 2))),
    ("iter([1])", Thing("list_iterator")),
])
def test_objects_that_lie_are_told_by_their_exact_type(expression, expected):
    with worker({"engine": LYING}) as student:
        assert answers(student, "from engine import *", expression) == (expected,)


def test_nodes_are_told_by_identity_under_the_snippets_own_names():
    engine = """
class Value:
    def __init__(self, *prev): self._prev = set(prev)
    def __eq__(self, other): return True
    def __hash__(self): return 1
"""
    code = "from engine import Value\na = Value(); b = Value(); c = Value(a)"
    with worker({"engine": engine}) as student:
        found = answers(student, code, "c._prev", "[b, a, Value()]", "tuple(c._prev)[0] is a")
    assert found == (Thing("set", (Node("a"),)), [Node("b"), Node("a"), Thing("Value")], True)


def test_an_exception_says_where_in_the_students_own_file():
    engine = "def g():\n    return 1 / 0\ndef h():\n    return g()\n"
    with worker({"engine": engine}) as student:
        found = answers(student, "from engine import h", "h()", "1", "nothing")
    assert found[0] == Raised("ZeroDivisionError", "division by zero", "engine.py, line 2",
                              "return 1 / 0")
    assert found[1] == 1
    assert isinstance(found[2], Raised) and found[2].type == "NameError"
    assert found[2].place == ""


@pytest.mark.parametrize("statement, kind", [
    ("raise SystemExit(3)", "SystemExit"),
    ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ("raise GeneratorExit", "GeneratorExit"),
    ("exit()", "SystemExit"),
    ("def f(): f()\nf()", "RecursionError"),
    ("x = [0] * 10**12", "MemoryError"),
    ("input()", "EOFError"),
    ("class E(BaseException):\n    def __str__(self): raise SystemExit\nraise E", "E"),
])
def test_exceptions_of_every_kind_are_answers(statement, kind):
    with worker({"engine": ""}) as student:
        [raised] = answers(student, statement, "1")
    assert isinstance(raised, Raised) and raised.type == kind


def test_what_a_snippet_prints_is_kept_short_and_out_of_the_way():
    code = "import sys, os\nprint('hello')\nfor _ in range(3000): print('x' * 1000)\n" \
           "sys.stderr.write('e')\nos.write(1, b'{}\\n' * 10000)"
    with worker({"engine": "print('import')"}) as student:
        reply = ask(student, code, "1")
    assert isinstance(reply, Observation)
    assert reply.answers == (1,)
    assert reply.printed.startswith("hello\nxxx") and len(reply.printed) <= 1000


def test_probes_of_a_group_share_a_process_and_groups_do_not():
    count = Probe("import engine\nengine.count += 1", ("engine.count",))
    with worker({"engine": "count = 0"}) as student:
        replies = student.answer([Group((count, count), 1), Group((count,), 1)])
    assert [[reply.answers[0] for reply in group] for group in replies] == [[1, 2], [1]]


def test_a_process_that_ends_costs_the_rest_of_its_group_and_nothing_else():
    good, bad = Probe("", ("1",)), Probe("import os\nos._exit(0)", ("1",))
    with worker({"engine": ""}) as student:
        first, second = student.answer([Group((good, bad, good), 1), Group((good,), 1)])
        assert [type(reply) for reply in first] == [Observation, Silence, Silence]
        assert first[1].outcome == "crashed"
        assert isinstance(second[0], Observation)
        assert answers(student, "", "2") == (2,)


def test_a_loop_without_an_end_runs_out_of_time():
    loop, good = Probe("while True: pass", ("1",)), Probe("", ("1",))
    with worker({"engine": ""}) as student:
        [[silence], [fine]] = student.answer([Group((loop,), 1), Group((good,), 1)])
    assert silence == Silence("timeout", "It did not end within 1 s.")
    assert isinstance(fine, Observation)


def test_sleeping_is_no_way_to_live_on():
    with worker({"engine": ""}) as student:
        reply = ask(student, "import time\ntime.sleep(60)", "1")
    assert isinstance(reply, Silence) and reply.outcome == "timeout"


def test_a_student_who_kills_the_worker_gets_a_new_one():
    kill = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(5)"
    with worker({"engine": "x = 7"}) as student:
        reply = ask(student, kill, "1")
        assert isinstance(reply, Silence) and reply.outcome == "crashed"
        assert answers(student, "import engine", "engine.x") == (7,)


# --- modules --------------------------------------------------------------------------------


def test_a_module_that_raises_keeps_what_it_defined_before():
    with worker({"engine": "x = 1\nraise SystemExit\ny = 2", "nn": "import engine\nz = engine.x"}
                ) as student:
        assert answers(student, "import engine, nn", "engine.x", "nn.z",
                       "hasattr(engine, 'y')") == (1, 1, False)
        assert student.loaded().states == {"engine": ("partial", "SystemExit at engine.py, line 2"),
                                           "warmup": ("missing", "")}


@pytest.mark.parametrize("source", [
    "def broken(:", "x = '", b"\x00\x01", "\ud800".encode("utf-8", "surrogatepass"),
    b"# -*- coding: nonsense -*-", "(" * 5000, "-" * 100_000 + "1",
], ids=["syntax", "string", "null", "surrogate", "coding", "brackets", "nesting"])
def test_a_module_that_does_not_compile_is_missing_and_the_others_are_not(source):
    with worker({"engine": source, "nn": "y = 2"}) as student:
        assert answers(student, "import nn", "nn.y") == (2,)
        [raised] = answers(student, "from engine import x", "x")
        assert isinstance(raised, Raised) and raised.type == "ImportError"
        assert student.loaded().states["engine"][0] == "missing"


@pytest.mark.parametrize("source, reason", [
    ("while True: pass", "did not end within 1 s"),
    ("import time\ntime.sleep(1000)", "did not end within 1 s"),
    ("import os\nos.abort()", "its process ended"),
    ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "its process ended"),
], ids=["loop", "sleep", "abort", "kill"])
def test_an_import_that_does_not_come_back_leaves_out_that_module_alone(source, reason):
    with worker({"engine": source, "nn": "y = 2"}) as student:
        assert answers(student, "import nn", "nn.y") == (2,)
        state, why = student.loaded().states["engine"]
    assert state == "missing" and reason in why


@pytest.mark.parametrize("end", ["os._exit(0)", "sys.exit()", "exit(3)", "raise SystemExit"])
def test_a_module_that_exits_keeps_what_stood_above(end):
    with worker({"engine": f"import os, sys\nx = 1\n{end}\ny = 2", "nn": "z = 2"}) as student:
        assert answers(student, "import engine, nn", "engine.x", "nn.z", "hasattr(engine, 'y')"
                       ) == (1, 2, False)
        state, why = student.loaded().states["engine"]
    assert state == "partial" and "SystemExit at engine.py, line 3" in why


def test_forks_end_where_they_say_while_a_module_loads_and_after():
    source = """
import os
from os import _exit
def child(status):
    pid = os.fork()
    if pid == 0:
        _exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
found = child(7)
"""
    with worker({"engine": source}) as student:
        assert answers(student, "import engine", "engine.found", "engine.child(5)") == (7, 5)
        reply = ask(student, "import engine\nengine._exit(0)", "1")
    assert isinstance(reply, Silence) and "Its process ended" in reply.reason


def test_a_helper_that_hangs_is_what_is_left_out():
    files = {"engine": "import mine\nx = 1", "mine": "while True: pass", "nn": "y = 2"}
    with worker(files) as student:
        assert answers(student, "import nn", "nn.y") == (2,)
        assert answers(student, "import engine", "engine.x") == (1,)
        assert "did not end within 1 s" in student.loaded().states["mine"][1]


def test_helpers_and_packages_are_the_students_own_and_may_be_imported_late():
    files = {"engine": "from lib.ops import two\nimport lib\ndef late():\n    import later\n"
                       "    return later.x",
             "lib/ops.py": "two = 2", "later": "x = 3"}
    with worker(files) as student:
        assert answers(student, "import engine", "engine.two", "engine.late()") == (2, 3)


def test_sources_come_in_every_everyday_form():
    files = {"engine": "\ufeffx = 'é'\r\nif x:\r\n\ty = 1\r\n",
             "nn": "# -*- coding: latin-1 -*-\nz = 'é'\n".encode("latin-1")}
    with worker(files) as student:
        assert answers(student, "import engine, nn", "engine.x", "engine.y", "nn.z") == (
            "é", 1, "é")


def test_what_the_sheet_gives_the_grader_brings():
    files = {"warmup": "def f(x): return 'mine'\nat_import = f(1)\ndef g(): return f(2)",
             "draw": "def draw_dot(root): return 'mine'",
             "engine": "from draw import draw_dot\nx = draw_dot(1)"}
    with worker(files) as student:
        assert answers(student, "import engine, warmup", "warmup.f(1)", "warmup.g()", "engine.x",
                       ) == ("given", "given", "given")
    with worker({"warmup": "x = f(1)"}) as student:  # even where the student left it out
        assert answers(student, "import warmup", "warmup.x") == ("given",)


@pytest.mark.parametrize("name", ["json", "random", "os", "worker", "grader", "sitecustomize"])
def test_a_module_may_have_any_name_and_harms_nobody(name):
    with worker({"engine": "import random\nx = random.Random(1).random() > 0",
                 name: "raise SystemExit"}) as student:
        assert answers(student, "import engine", "engine.x", "[0.5, {'a': None}]") == (
            True, [0.5, {"a": None}])


# --- libraries that are not there -----------------------------------------------------------


def test_a_third_party_import_raises_where_it_is_used():
    engine = """
import numpy as np, matplotlib.pyplot as plt
from graphviz import Digraph
import torch.nn.functional as F
from scipy.special import expit
def hint(x: np.ndarray | None) -> "plt.Figure": return x
def use(): return np.zeros(3)
def use_deep(): return F.relu(1)
def use_name(): return Digraph()
def use_operator(): return 2 * np.pi
x = 1
"""
    with worker({"engine": engine}) as student:
        found = answers(student, "from engine import *", "x", "hint(2)", "use()", "use_deep()",
                        "use_name()", "use_operator()", "expit(1)")
        notes = student.loaded().notes
    assert found[:2] == (1, 2)
    assert all(isinstance(one, Raised) and one.type == "ModuleNotFoundError" for one in found[2:])
    assert found[2].message.startswith("numpy.zeros was used, but numpy is not available")
    assert found[2].place == "engine.py, line 7"
    assert [note.split()[0] for note in notes] == ["numpy", "matplotlib", "graphviz", "torch",
                                                   "scipy"]


def test_the_standard_library_is_whole_and_finds_no_stand_ins():
    engine = """
import copy, dataclasses, typing, functools, itertools, collections, statistics, fractions, pickle
import decimal, datetime, inspect, unittest, logging, contextlib, abc, operator, string, textwrap
x = copy.deepcopy([1]); y = pickle.loads(pickle.dumps({2: 3}))
def source(): return inspect.getsource(source)
"""
    with worker({"engine": engine}) as student:
        x, y, source = answers(student, "import engine", "engine.x", "engine.y", "engine.source()")
        assert student.loaded().notes == ()
    assert (x, y) == ([1], {2: 3})
    assert source == "def source(): return inspect.getsource(source)\n"


@pytest.mark.parametrize("engine", [None, "class Value(:", "raise TypeError\nclass Value: pass"],
                         ids=["missing", "broken", "stopped"])
def test_a_module_goes_on_without_one_it_imports_until_it_uses_it(engine):
    nn = "from engine import Value\nimport engine\ndef one(): return 1\ndef two(): return Value(2)"
    files = {"nn": nn} if engine is None else {"nn": nn, "engine": engine}
    with worker(files) as student:
        one, two = answers(student, "from nn import one, two", "one()", "two()")
        [probe] = answers(student, "from engine import Value", "1")
        assert "nn" not in student.loaded().states
    assert one == 1
    assert two.message == "engine.Value was used, but engine does not have it"
    assert isinstance(probe, Raised) and probe.type in ("ImportError", "ModuleNotFoundError")


# --- notebooks ------------------------------------------------------------------------------


def test_all_names_of_a_notebook_live_in_one_namespace():
    cells = ["class Value: pass", "def train(): return Value()"]
    with worker(cells=cells) as student:
        found = answers(student, "from engine import Value\nfrom nn import train\nimport warmup",
                        "warmup.Value is Value", "type(train()) is Value")
    assert found == (True, True)


def test_a_statement_that_raises_is_noted_and_the_rest_goes_on():
    cells = ["import math\nimport numpy as np\nx = np.zeros(2)\ny = math.pi", "1 / 0\nz = 2",
             "raise SystemExit", "w = 3"]
    with worker(cells=cells) as student:
        assert answers(student, "import engine", "engine.y > 3", "engine.z", "engine.w") == (
            True, 2, 3)
        notes = student.loaded().notes
    assert any("ZeroDivisionError at cell 2, line 1" in note for note in notes)


def test_a_cell_that_does_not_compile_is_left_out_alone():
    with worker(cells=["x = 1", "def broken(:\ny = 2", "z = 3"]) as student:
        assert answers(student, "import engine", "engine.x", "engine.z",
                       "hasattr(engine, 'y')") == (1, 3, False)
        assert any(note.startswith("Cell 2 does not compile") for note in student.loaded().notes)


@pytest.mark.parametrize("cell", [
    "%matplotlib inline\nx = 1",
    "  %matplotlib inline\nx = 1",
    "  x = 1\n  if x:\n      y = 2",
    "!pip install numpy \\\n   scipy\nx = 1",
    "if True:\n    !ls\n    x = 1",
    "try:\n    import numpyy\nexcept ImportError:\n    !pip install numpyy\nx = 1",
    "%%time\nx = 1",
    "\n%%capture out\nx = 1",
    "%time x = 1",
    "if True:\n    %time x = 1",
    "files = !ls\nx = 1",
    "t = %timeit -o 1 + 1\nx = 1",
    "?print\nx = 1",
    "print?\nx = 1",
    "pip install numpy\nx = 1",
    "get_ipython().run_line_magic('matplotlib', 'inline')\ndisplay('hello')\nx = 1",
    "y = (5\n%3)\nx = 1 if y == 2 else 0",
    's = """\n!not shell\n%not magic\n"""\n!ls\nx = 1 if "!not" in s and "%not" in s else 0',
    "!ls\ny = (5\n   % 3)\nx = 1 if y == 2 else 0",
    "from IPython.display import display\ndisplay(1)\nx = 1",
    "from grader.notebook import check\ncheck('1.1')\nx = 1",
    "%%writefile engine.py\nx = 1",
    "%%bash\necho hi\n--\nx = 2\n" "<<cell>>" "x = 1",
    "%%html\n<b>x = 2</b>" "<<cell>>" "x = 1",
])
def test_magics_and_shell_lines_are_set_aside(cell):
    with worker(cells=cell.split("<<cell>>")) as student:
        assert answers(student, "import engine", "engine.x") == (1,)


def test_the_last_definition_is_in_force_and_outlives_plain_values():
    cells = ["class Value:\n    n = 1", "class Value:\n    n = 2", "v = Value()",
             "def train(): return 5", "train = train()\nseen = train", "Value = 3.0", "f = Value"]
    with worker(cells=cells) as student:
        found = answers(student, "from engine import Value, train, f, seen", "Value.n", "train()",
                        "f(0)", "seen")
    assert found == (2, 5, "given", 5)


def test_a_later_callable_of_any_kind_is_a_definition_but_an_instance_is_none():
    cells = ["def train(): return 1\nclass Value:\n    def __call__(self): return 'instance'",
             "import functools\n@functools.cache\ndef train(): return 2", "Value = Value()"]
    with worker(cells=cells) as student:
        assert answers(student, "from engine import Value, train", "train()",
                       "isinstance(Value, type)") == (2, True)


def test_while_the_cells_run_they_see_their_own_values():
    cells = ["x = f(1)", "f = 4\ny = f + 1", "def f(x): return 'mine'", "z = f(1)"]
    with worker(cells=cells) as student:
        assert answers(student, "import engine", "engine.x", "engine.y", "engine.z",
                       "engine.f(1)") == ("given", 5, "mine", "given")


def test_annotations_may_name_a_class_that_a_live_notebook_still_knows():
    cells = ["class Value:\n    def __add__(self, other: Value) -> Value:\n        return 1",
             "def train(model: MLP) -> MLP:\n    return 2"]
    with worker(cells=cells) as student:
        assert answers(student, "from engine import *", "Value() + 1", "train(1)") == (1, 2)


def test_a_notebook_runs_as_the_main_program_and_may_use_modules():
    cells = ["import sys, dataclasses\nif __name__ == '__main__':\n    x = 1",
             "@dataclasses.dataclass\nclass Value:\n    a: int = 2",
             "from engine import Value as V\nfrom draw import draw_dot as d\n"
             "y = V().a\nz = d(1), draw_dot(1)"]
    with worker(cells=cells) as student:
        assert answers(student, "import engine", "engine.x", "engine.y", "engine.z") == (
            1, 2, ["given", "given"])


def test_a_statement_without_an_end_is_left_out_alone():
    cells = ["x = 1\nwhile True: pass\ny = 2", "import os\nos.abort()\nz = 3"]
    with worker(cells=cells) as student:
        assert answers(student, "import engine", "engine.x", "engine.y", "engine.z") == (1, 2, 3)
        assert sum("was left out" in note for note in student.loaded().notes) == 2


def test_a_cell_that_takes_too_long_to_be_read_is_left_out_alone():
    many = "x = [\n" + "!ls\n" * 20_000 + "]\n"
    with worker(cells=["x = 1", many, "y = 2"], limits=LIMITS) as student:
        assert answers(student, "import engine", "engine.x", "engine.y") == (1, 2)
        assert student.loaded().notes == (
            "Cell 2 was left out: reading it did not end in time, or ended the process.",)


def test_a_statement_that_exits_ends_no_other():
    cells = ["x = 1\nimport os\nos._exit(1)\ny = 2", "import sys\nsys.exit()\nz = 3"]
    with worker(cells=cells) as student:
        assert answers(student, "import engine", "engine.x", "engine.y", "engine.z") == (1, 2, 3)
        assert sum("raised SystemExit" in note for note in student.loaded().notes) == 2


@pytest.mark.verify
def test_a_submission_that_never_loads_is_told_as_such():
    cells = [f"while True: {n}" for n in range(6)]
    with worker(cells=cells, limits=LIMITS) as student:
        reply = ask(student, "", "1")
    assert isinstance(reply, Silence) and "could not be loaded" in reply.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner))


@given(JSON)
def test_what_it_says_is_json(value):
    written = as_json(value)
    assert json.loads(written) == value and written.isascii() and "\n" not in written


def test_it_loads_nothing_that_takes_long():
    long = ["json", "re", "enum", "contextlib", "functools", "ast", "signal", "importlib.util"]
    with worker({"engine": ""}) as student:
        assert answers(student, "import sys", f"[m for m in {long} if m in sys.modules]") == ([],)


def test_what_nobody_seeds_is_drawn_alike_in_every_run():
    drawn = []
    for _ in range(2):
        with worker({"engine": "import random\nfirst = random.random()"}) as student:
            drawn.append(answers(student, "import engine, random", "engine.first",
                                 "random.random()"))
    assert drawn[0] == drawn[1]


def test_a_module_of_a_students_own_may_use_what_it_does_not_load():
    source = ("import contextlib, dataclasses, enum, functools, importlib.util, json, re, signal\n"
              "text = json.dumps({'a': re.sub('b', 'c', 'b')})\n")
    with worker({"engine": source}) as student:
        assert answers(student, "import engine", "engine.text") == ('{"a": "c"}',)


# --- libraries that are not there, and code that knows another way -----------------------------

GOES_ON = {
    "none instead": "try:\n    import numpy as np\nexcept ImportError:\n    np = None\n"
                    "out = np is None",
    "a flag": "try:\n    import numpy\n    out = False\nexcept ModuleNotFoundError:\n"
              "    out = True",
    "one of several": "try:\n    from tqdm import tqdm\nexcept (OSError, ImportError) as error:\n"
                      "    tqdm = list\nout = tqdm(range(2)) == [0, 1]",
    "whatever it is": "try:\n    import torch.nn\nexcept:\n    out = True",
    "in a function": "def f():\n    try:\n        import numpy\n        return False\n"
                     "    except Exception:\n        return True\nout = f()",
    "by looking": "import importlib.util\nout = importlib.util.find_spec('numpy') is None",
}
DOES_NOT = {
    "says what to install": "try:\n    import numpy\nexcept ImportError:\n"
                            "    raise SystemExit('pip install numpy')\nout = True",
    "exits": "import sys\ntry:\n    import numpy\nexcept ImportError:\n    sys.exit(1)\nout = True",
    "of another error": "try:\n    import numpy\nexcept ValueError:\n    out = False\nout = True",
    "in the handler": "try:\n    raise ImportError\nexcept ImportError:\n    import numpy\n"
                      "out = True",
    "no try": "import numpy\nout = True",
}


@pytest.mark.parametrize("source", GOES_ON.values(), ids=GOES_ON)
def test_an_import_that_may_fail_does(source):
    with worker({"engine": source}) as student:
        assert answers(student, "import engine", "engine.out") == (True,)
        assert not student.loaded().notes
    with worker(cells=["%time x = 1\n" + source]) as student:
        assert answers(student, "import engine", "engine.out") == (True,)


@pytest.mark.parametrize("source", DOES_NOT.values(), ids=DOES_NOT)
def test_an_import_that_may_not_has_a_stand_in(source):
    with worker({"engine": source}) as student:
        assert answers(student, "import engine", "engine.out") == (True,)
        assert "numpy is not available" in student.loaded().notes[0]


def test_nothing_is_of_a_class_that_is_not_here():
    source = "import numpy as np\nout = isinstance(2.0, (int, np.number, float))\n" \
             "no = isinstance(2.0, np.number) or issubclass(float, np.floating)"
    with worker({"engine": source}) as student:
        assert answers(student, "import engine", "engine.out", "engine.no") == (True, False)


def test_the_streams_have_a_number():
    source = "import faulthandler, sys\nfaulthandler.enable()\nout = sys.stdout.fileno() > 0"
    with worker({"engine": source}) as student:
        assert answers(student, "import engine", "engine.out") == (True,)


def test_a_text_of_a_class_of_its_own_is_no_collection():
    with worker({"engine": "class Op(str): pass"}) as student:
        assert answers(student, "from engine import Op\nx = [Op('+')]", "x[0]") == (Thing("Op"),)


# --- files and folders that are named as the library's ------------------------------------------


def test_what_the_library_needs_is_the_librarys():
    files = {"engine": "import dataclasses\n@dataclasses.dataclass\nclass A: x: int = 3",
             "enum": "raise SystemExit", "re": "raise SystemExit"}
    with worker(files) as student:
        assert answers(student, "from engine import A", "A().x") == (3,)


def test_an_own_module_of_a_librarys_name_is_ones_own():
    with worker({"engine": "import json\nx = json.mine", "json": "mine = 4"}) as student:
        assert answers(student, "import engine", "engine.x") == (4,)


def test_a_folder_of_a_librarys_name_comes_after_the_library():
    files = {"engine": "import copy\nimport parts.more\nx = copy.copy([5]), parts.more.y",
             "copy/engine.py": "", "parts/more.py": "y = 6"}
    with worker(files) as student:
        assert answers(student, "import engine", "engine.x") == ([[5], 6],)
