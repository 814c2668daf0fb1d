"""The picture of a gradient check: its snippet's graph, with the mark on what went wrong first.

The snippet is run once more with a name for each of its operations. Then each step is tried alone,
by preset grads: what a step alone does otherwise than right code is that step's own mistake, and
where every step is right, it is the call's. So the mark does not have to be guessed from the grads.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from grader.compare import agrees, show
from grader.records import Answer, Box, Call, Graph, Observation, Probe
from grader.suite import Sketch
from tests.graded.named import NotDrawn, Rewritten, Step

MOST_BOXES, DEEPEST = 14, 7  # of a graph that a person can take in, and that fits a page
BY_HAND = "backprop_by_hand"

LOOK = '''
_nodes, _seen, _at, _runs, _steps, _kept = {}, {}, [""], [], {}, []

class _Weight:
    """Moves what is allocated after it: a set gives its members by address."""

def _look(node, name):
    try:
        return getattr(node, name)
    except BaseException as error:
        return type(error).__name__

def _now(name):
    _at[0] = name

def _made(name, node, *operands):
    """Note a node, and what it and its operands hold right after it was made."""
    _nodes[name] = node
    _seen[name] = [_look(each, "data") for each in (node, *operands)]

def _run(code):
    _nodes.clear(), _seen.clear(), _now("")
    try:
        exec(code, {"__name__": "__probe__", "_now": _now, "_made": _made})
    except Exception:
        pass
    _runs.append([_at[0], dict(_seen), {name: [_look(node, "data"), _look(node, "grad")]
                                        for name, node in _nodes.items()}])

def _below(node):
    """What has no name of its own below a node, results first, and the names that it leads to."""
    names = {id(each): name for name, each in _nodes.items() if each is not node}
    order, met, found = [], {id(node)}, set()
    def visit(each):
        for below in each._prev:
            if id(below) in names:
                found.add(names[id(below)])
            elif id(below) not in met:
                met.add(id(below))
                visit(below)
        order.append(each)
    visit(node)
    return order[::-1], sorted(found)

def _step(node):
    """What a step hands down when it is taken alone, and to whom it could."""
    try:
        before = {name: 0.25 + 0.125 * at for at, name in enumerate(_nodes)}
        for name, each in _nodes.items():
            each.grad = before[name]
        node.grad = 1.5
        below, found = _below(node)
        for each in below[1:]:
            each.grad = 0.0
        for each in below:
            each._backward()
        return [found, {name: each.grad for name, each in _nodes.items()
                        if each is node or each.grad != before[name]}]
    except BaseException as error:
        return type(error).__name__
'''
# Some mistakes come out right by the luck of a set's order. A few runs, each with its nodes in
# another place, and the first that goes wrong is shown.
RUN = '''
for _turn in range(6):
    _run(compile(_code, "<snippet>", "exec"))
    _kept += [dict(_nodes), [_Weight() for _ in range(_turn + 1)]]
'''
ALONE = '''
for _name, _node in list(_nodes.items()):
    _steps[_name] = _step(_node)
'''
OBSERVE = ("_runs", "_steps")


@lru_cache(maxsize=1024)
def gradients(probe: Probe) -> Sketch | None:
    """The sketch of a snippet's graph; None where its nodes are not made line by line."""
    drawn = Rewritten()
    try:
        body = [line for statement in ast.parse(probe.code).body
                for line in drawn.statement(statement)]
    except NotDrawn:
        return None
    steps = tuple(drawn.steps.values())
    if not drawn.calls or len(steps) > MOST_BOXES or not 0 < _depth(steps) <= DEEPEST:
        return None
    by_hand = any(call.line.startswith(BY_HAND) for call in drawn.calls)
    code = "".join([LOOK, "_code = ", repr("\n".join(body)), RUN, "" if by_hand else ALONE])
    calls = tuple(dict.fromkeys(drawn.calls))
    return Sketch(Probe(code, OBSERVE), lambda mine, right: _graph(steps, calls, mine, right))


def _depth(steps: tuple[Step, ...]) -> int:
    """How many steps the longest way down has."""
    deep: dict[str, int] = {}
    for step in steps:
        deep[step.name] = 1 + max(deep[each] for each in step.operands) if step.sign else 0
    return max(deep.values(), default=0)


# --- where it went wrong ---------------------------------------------------------------------


def _graph(steps: tuple[Step, ...], calls: tuple[Call, ...], mine: Observation, right: Observation
           ) -> Graph:
    runs, alone = mine.answers
    right_runs, right_alone = right.answers
    _, right_seen, right_grads = right_runs[0]
    # The first that goes wrong; where none does, any is as good.
    at, seen, grads = next((run for run in runs if run[0] or not agrees(run[2], right_grads)),
                           runs[0])
    boxes = []
    for step in steps:
        data, grad = grads.get(step.name, (None, None))
        expected = right_grads[step.name][1]
        boxes.append(Box(step.name, step.line, step.sign, step.operands, _shown(data),
                         _shown(grad), show(expected), agrees(grad, expected)))
    good = {box.name: box.agrees for box in boxes}
    mark, caption = _first(steps, calls, at, good, (seen, right_seen),
                           (_table(alone), right_alone))
    return Graph(tuple(boxes), ("data", "grad"), calls, mark, caption)


Both = tuple[Mapping[Any, Any], Mapping[Any, Any]]


def _first(steps: tuple[Step, ...], calls: tuple[Call, ...], at: str,
           good: Mapping[str, bool], seen: Both, alone: Both) -> tuple[str, str]:
    """The name of the step that went wrong first, "" for the calls, and what there is to say."""
    made = [step for step in steps if step.sign]
    for step in made:
        if _differ(step.name, seen):
            return step.name, (f"`{step.line}` is the first after which the data is not right. "
                               "What is made from it goes on from there.")
    lines = {step.name: step.line for step in steps}
    if at in lines:
        return at, f"`{lines[at]}` raised an error, so the graph ends there."
    idle = [step for step in steps if not step.sign and _differ(step.name, alone)]
    for step in idle:
        if isinstance(alone[0].get(step.name), str):
            return step.name, f"The leaf {step.name}: its `_backward`, called alone, raises."
    downwards = made[::-1]
    wrong = [step for step in downwards if _differ(step.name, alone)]
    # By hand there are no steps to take alone: then the grads say where.
    suspects = wrong if alone[1] else downwards if good[downwards[0].name] else []
    found = next((step for step in suspects if good[step.name]
                  and not all(good[name] for name in step.operands)), None)
    found = found or next(iter(wrong), None)
    if found is None and idle:  # but for a step that is wrong itself, which may have done this
        name = idle[0].name
        return name, f"The leaf {name}: its `_backward` is to do nothing, and it does something."
    if found is None:
        return "", _of_the_calls(calls, good, bool(alone[1]))
    return found.name, _of_a_step(found, alone)


def _of_a_step(step: Step, alone: Both) -> str:
    mine, right = (table.get(step.name) for table in alone)
    if isinstance(mine, list) and isinstance(right, list) and not agrees(mine[0], right[0]):
        return (f"`{step.line}`: its result does not lead down to all that it was made from. What "
                "is in its `_prev`?")
    if isinstance(mine, str):
        return f"`{step.line}`: taken alone, this step raises {mine[:60]} on its way back."
    if mine is None:
        return (f"The grad of {step.name} is right, and what comes from it is not: look at the "
                f"slopes of `{step.line}`.")
    return (f"`{step.line}`: taken alone, this step hands down something else than it should. "
            "What is wrong below it can all come from there.")


def _of_the_calls(calls: tuple[Call, ...], good: Mapping[str, bool], tried: bool) -> str:
    alone = "Each step, taken alone, is right. " if tried else ""
    for call in calls:
        if not good[call.box]:
            return (f"{alone}The grad of {call.box} itself is not: what does `{call.line}` set it "
                    "to, and when?")
    every = " and ".join(f"`{call.line}`" for call in calls)
    return f"{alone}So it is {every}: which nodes does it run, how often, and in which order?"


def _differ(name: str, both: Both) -> bool:
    mine, right = both
    # What was never made, since a call before it raised, is no mistake of its own.
    return name in mine and name in right and not agrees(mine[name], right[name])


def _table(answer: Answer) -> Mapping[Any, Any]:
    return answer if isinstance(answer, dict) else {}


def _shown(answer: Answer) -> str:
    return "none" if answer is None else show(answer)
