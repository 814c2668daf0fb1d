"""Graphs of + and *, written out as the text that a student could paste.

The nodes' own rules may be wrong, which is 4.1's mistake. So that it does not cost 4.2 as well,
each node has the right rule put in its place; a class that lets nothing be put there runs its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.records import Probe

RULE = '''\
from engine import Value

calls = []

def rule(name, node, *slopes):
    """Let node hand slope * node.grad to its operands, and note it."""
    def _backward():
        if slopes:
            calls.append(name)
        for operand, slope in slopes:
            operand.grad += slope * node.grad
    try:
        node._backward = _backward
    except Exception:
        pass  # this class keeps its own
'''

# The sheet's graph, linked as its operations link it, with nothing in it that runs backwards.
LINKED = '''\
from engine import Value
from manual import backprop_by_hand

def graph(a, b, c, f, e, d, L):
    """The nodes, whose _backward does nothing."""
    nodes = {"a": Value(a), "b": Value(b), "c": Value(c), "f": Value(f)}
    nodes["e"] = Value(e, (nodes["a"], nodes["b"]), "*")
    nodes["d"] = Value(d, (nodes["e"], nodes["c"]), "+")
    nodes["L"] = Value(L, (nodes["d"], nodes["f"]), "*")
    for node in nodes.values():
        try:
            node._backward = lambda: None
        except Exception:  # this class keeps its own
            Value._backward = lambda self: None
    return nodes

Value.backward = lambda self: None
'''

# The same, with a note of whatever is called.
COUNTED = LINKED.replace("lambda: None", "lambda: called.append('_backward')").replace(
    "lambda self: None", "lambda self: called.append('backward')") + "called = []\n"


def leaves(**data: float) -> str:
    """The line that makes these leaves."""
    return f"{', '.join(data)} = {', '.join(f'Value({number})' for number in data.values())}\n"


def steps(*lines: str) -> str:
    """The lines that take these steps ("d = e + c"), and then give every node its rule.

    The rules come last: a wrong operation may set its operands' `_backward`, not the result's.
    """
    made = made_from(*lines)
    operands = dict.fromkeys(name for pair in made.values() for name in pair if name not in made)
    return "".join([
        *(f"{line}\n" for line in lines),
        *(f'rule("{name}", {name})\n' for name in operands),
        *map(_rule, lines),
    ])


def made_from(*lines: str) -> dict[str, tuple[str, str]]:
    """What each node of these steps is made from: {"d": ("e", "c")}."""
    return {node: (left, right) for node, left, _, right in map(_parts, lines)}


def orderings(lines: Sequence[str], **data: float) -> Iterator[Probe]:
    """Probes for the order in which the nodes of a graph run, the graph built in many ways.

    A set gives its members by address, so a wrong order may come out right by luck: operands
    change sides, and leaves and nodes are made in other orders. The last step is the output.
    """
    output, first = _parts(lines[-1])[0], next(iter(data))
    places = range(len(lines))
    codes = []
    for built in (list(lines), _latest_first(lines)):
        for turned in ((), places, places[::2], places[1::2], places[-1:]):
            way = [_swapped(line) if at in turned else line for at, line in enumerate(built)]
            made = data if len(codes) % 2 else dict(reversed(data.items()))
            codes.append(f"{RULE}\n{leaves(**made)}{steps(*way)}"
                         f"{output}.grad = 1.0\n{output}.backward()")
    for code in dict.fromkeys(codes):
        yield Probe(code, ("calls", f"{first}.grad"))


def _parts(line: str) -> tuple[str, str, str, str]:
    node, _, left, op, right = line.split()
    return node, left, op, right


def _rule(line: str) -> str:
    node, left, op, right = _parts(line)
    slopes = (f"{right}.data", f"{left}.data") if op == "*" else ("1.0", "1.0")
    return f'rule("{node}", {node}, ({left}, {slopes[0]}), ({right}, {slopes[1]}))\n'


def _swapped(line: str) -> str:
    node, left, op, right = _parts(line)
    return f"{node} = {right} {op} {left}"


def _latest_first(lines: Sequence[str]) -> list[str]:
    """The steps in another order that can be taken: of all that are ready, always the last."""
    waiting, taken = list(lines), []
    while waiting:
        to_come = {_parts(line)[0] for line in waiting}
        ready = [line for line in waiting if not to_come & {_parts(line)[1], _parts(line)[3]}]
        taken.append(ready[-1])
        waiting.remove(ready[-1])
    return taken
