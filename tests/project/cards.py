"""Scorecards made by hand, for the tests of whatever shows or exports them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from grader.records import (
    Box,
    Call,
    CheckResult,
    Curve,
    Curves,
    Diagnosis,
    GraderInfo,
    Graph,
    PartScore,
    Row,
    Scorecard,
)

SNIPPET = """\
from engine import Value
a = Value(2.0)
b = Value(-3.0)
L = a * b + a
L.backward()"""

GRADER = GraderInfo(
    version="0.1.0", suite_digest="5" * 64, python="3.11.7", torch="2.13.0", carrier="bubblewrap"
)

# What `L = a * b + a` would look like if + handed nothing to its right operand.
GRAPH = Graph(
    boxes=(
        Box("a", "", "", (), "2.0", "-3.0", "-2.0", False),
        Box("b", "", "", (), "-3.0", "2.0", "2.0", True),
        Box("(1)", "(1) = a * b", "*", ("a", "b"), "-6.0", "1.0", "1.0", True),
        Box("L", "L = (1) + a", "+", ("(1)", "a"), "-4.0", "1.0", "1.0", True),
    ),
    names=("data", "grad"), calls=(Call("L.backward()", "L"),), mark="L",
    caption="`L = (1) + a` is the first step that hands down something else than it should.",
)
CURVES = Curves(
    (Curve("lr = 0.01", (4.0, 2.0, None, 0.0), (4.0, 2.0, 1.0, 0.5)),
     Curve("lr = 0.1", (4.0, 40.0), (4.0, 0.4, 0.04, 0.004))),
    ("step", "loss"), "Two rates, four steps each.",
)


def check(id: str = "4.2:seed", **changes: Any) -> CheckResult:
    """A failed check in the open with all that one can have; `changes` replace what it has."""
    made = CheckResult(
        id=id,
        part=id.split(":")[0],
        title="`backward()` starts from 1.0",
        outcome="failed",
        points=0.0,
        max_points=2.0,
        hidden=False,
        message="L.grad is 0.0; 1.0 was expected.",
        hints=(
            "What is the slope of L with respect to itself?",
            "Look at the first line of `backward()`. Does anything set `self.grad`?",
            "Ask somebody: why would all the grads be zero at once?",
        ),
        probe=SNIPPET,
        rows=(
            Row("L.grad", "0.0", "1.0", False),
            Row("a.grad", "0.0", "-2.0", False),
            Row("b.data", "-3.0", "-3.0", True),
        ),
        printed="visiting L\nvisiting a\n",
        picture=GRAPH,
    )
    return replace(made, **changes)


def passed(id: str, title: str, **changes: Any) -> CheckResult:
    """A check that passed: nothing to show but its title."""
    return check(
        id, title=title, outcome="passed", points=2.0, message="", hints=(), probe="", rows=(),
        printed="", picture=None, **changes,
    )  # fmt: skip


def card(**changes: Any) -> Scorecard:
    """A scorecard with something of everything; `changes` replace what it has."""
    blocked = {
        "outcome": "blocked",
        "message": "nn.py could not be loaded: SyntaxError: '(' was never closed (nn.py, line 12).",
        "rows": (),
        "printed": "",
        "picture": None,
    }
    no_torch = {
        "outcome": "not_graded", "message": "PyTorch is not installed here.", "hints": (),
        "probe": "", "rows": (), "printed": "", "picture": None, "max_points": 5.0,
    }  # fmt: skip
    made = Scorecard(
        name="ada_lovelace",
        digest="c0ffee" * 10 + "0000",
        kind="folder",
        score=61.5,
        max_score=100.0,
        bonus=0.0,
        parts=(
            PartScore("1.1", "The derivative, by hand and by difference", 6.0, 6.0),
            PartScore("2", "A value that remembers where it came from", 12.0, 12.0),
            PartScore("4.1", "The local rules of + and *", 7.5, 10.0),
            PartScore("4.2", "Backpropagation over the whole graph", 6.0, 16.0),
            PartScore("6", "Neuron, layer, network", 0.0, 8.0),
            PartScore("7", "Training", 9.0, 12.0, carried_forward=4.0),
            PartScore("bonus", "The same in PyTorch", 0.0, 10.0, bonus=True, graded=False),
        ),
        checks=(
            passed("1.1:f_prime", "f_prime is the derivative of f"),
            passed("2:repr", "A Value shows its data and its grad"),
            passed("2:programs", "Programs drawn at random compute the right data", hidden=True),
            check(
                "4.1:accumulates",
                title="`_backward` adds to the grad that is there",
                points=0.5,
                message="a.grad is 3.0; 6.0 was expected.",
                rows=(Row("a.grad", "3.0", "6.0", False),),
                printed="",
                hints=("What if a node is used twice?",),
                picture=None,
            ),
            check(),
            check(
                "4.2:once",
                title="Each node's `_backward` runs exactly once, however many paths lead to it",
                outcome="timeout",
                message="No answer within 5 s.",
                rows=(),
                printed="",
                picture=CURVES,
            ),
            check("4.2:secret", title="Deep graphs come out right", hidden=True,
                  message="secret message", hints=("secret hint",), probe="secret probe",
                  rows=(Row("secret expression", "secret yours", "secret expected", False),),
                  printed="secret print", picture=replace(GRAPH, caption="secret caption")),
            check("6:neuron", title="A neuron draws its weights in order", **blocked),
            check("6:layer", title="A layer of one gives the Value alone", **blocked),
            check("6:mlp", title="MLP(3, [4, 4, 1]) has 41 parameters", hidden=True, **blocked),
            passed("7:loss", "The loss is the sum of squares"),
            check("bonus:losses", title="The losses are PyTorch's", **no_torch),
            check("bonus:last", title="The last layer has a tanh too", hidden=True, **no_torch),
        ),
        diagnoses=(
            Diagnosis(
                "grads-are-set", "4.1", "Grads are set, not added to",
                "Your `_backward` says `self.grad = …` where a node may be used more than once.\n\n"
                "To see it, look at `a + a`:\n\n    a = Value(2.0)\n    (a + a).backward()\n",
                "certain", ("4.1:accumulates", "4.2:secret"),
            ),
        ),
        notes=("engine.ipynb was left aside: a folder of modules was handed in.",),
        grader=GRADER,
    )  # fmt: skip
    return replace(made, **changes)


KEPT = ("outcome", "kind", "confidence")  # closed sets of words, which nobody outside writes


def filled(record: Any, text: str) -> Any:
    """The same record with `text` in every place where a text can stand."""
    changes: dict[str, Any] = {}
    for each in fields(record):
        value = getattr(record, each.name)
        if isinstance(value, tuple):
            changes[each.name] = tuple(
                text if isinstance(item, str) else filled(item, text) if is_dataclass(item)
                else item for item in value
            )
        elif is_dataclass(value):
            changes[each.name] = filled(value, text)
        elif isinstance(value, str) and each.name not in KEPT:
            changes[each.name] = text
    return replace(record, **changes)
