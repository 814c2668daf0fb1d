"""A snippet with a name for each of its operations, so that each can be looked at.

`o = (x * w + b).tanh()` becomes three lines, whose results are `_1`, `_2` and `o`; a reader sees
(1), (2) and o. After each line stands a note of what was made of what.
"""

from __future__ import annotations

import ast
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from grader.records import Call

CALLS = ("backward", "_backward", "backprop_by_hand")
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}


@dataclass(frozen=True)
class Step:
    """One operation of the snippet, with a name; a leaf has no operands and no sign."""

    name: str
    line: str
    sign: str
    operands: tuple[str, ...]


class NotDrawn(Exception):
    """Its nodes are not made line by line."""


class Rewritten:
    """A snippet, statement by statement, with a name for each operation on the way."""

    def __init__(self) -> None:
        self.steps: dict[str, Step] = {}  # by the expression that names it in the snippet
        self.calls: list[Call] = []
        self._unnamed = 0

    def statement(self, node: ast.stmt) -> Iterator[str]:
        """The lines that stand in the place of a statement."""
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            yield from self._assignment(node, node.targets[0], node.value)
            return
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield ast.unparse(node)
            return
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and _name(call) in CALLS:
                on = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
                step = self.steps.get(on) or list(self.steps.values())[-1]
                self.calls.append(Call(ast.unparse(call), step.name))
        # An error in what stands here is nobody's step.
        yield from ['_now("")', ast.unparse(node)]

    def _assignment(self, node: ast.Assign, target: ast.expr, value: ast.expr) -> Iterator[str]:
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=True))
        if isinstance(value, ast.Dict) and isinstance(target, ast.Name):  # of leaves by their names
            keys = [(f"{target.id}['{key.value}']", each) for key, each
                    in zip(value.keys, value.values, strict=True) if isinstance(key, ast.Constant)]
            yield ast.unparse(node)
            for name in (name for name, each in keys if _is_leaf(each)):
                yield self._made(name, Step(_short(name), "", "", ()))
            return
        if not any(_is_leaf(each) or self._is_step(each) for _, each in pairs):
            yield ast.unparse(node)
            return
        for to, each in pairs:
            name = ast.unparse(to)
            if name in self.steps:  # a name that changes its node
                raise NotDrawn
            if _is_leaf(each):
                yield f"{name} = {ast.unparse(each)}"
                yield self._made(name, Step(_short(name), "", "", ()))
            elif self._is_step(each):
                yield from self._operation(each, name)
            else:
                raise NotDrawn

    def _operation(self, node: ast.expr, name: str = "") -> Generator[str, None, str]:
        """The lines that make a node of this name, what it is made of first; returns the name."""
        operands: list[ast.expr] = []
        for each in _inside(node):
            if self._is_step(each):
                each = ast.Name((yield from self._operation(each)))
            operands.append(each)
        if not name:
            self._unnamed += 1
            name = f"_{self._unnamed}"
        line = ast.unparse(_with(node, operands))
        short = ast.unparse(_Shortened().visit(ast.parse(line)))
        names = tuple(dict.fromkeys(found for each in operands for found in self._nodes_in(each)))
        step = Step(_short(name), f"{_short(name)} = {short}", _sign(node),
                    tuple(self.steps[each].name for each in names))
        yield f'_now("{step.name}")'
        yield f"{name} = {line}"
        yield self._made(name, step, names)
        return name

    def _made(self, name: str, step: Step, operands: tuple[str, ...] = ()) -> str:
        self.steps[name] = step
        return f'_made({", ".join([repr(step.name), name, *operands])})'

    def _nodes_in(self, node: ast.expr) -> Iterator[str]:
        for each in ast.walk(node):
            if isinstance(each, ast.Name | ast.Subscript) and ast.unparse(each) in self.steps:
                yield ast.unparse(each)

    def _is_step(self, node: ast.expr) -> bool:
        """Whether an expression makes a node out of nodes."""
        if isinstance(node, ast.BinOp):
            return any(self._is_node(each) for each in (node.left, node.right))
        if isinstance(node, ast.UnaryOp):
            return self._is_node(node.operand)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return not node.args and self._is_node(node.func.value)
        if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name):
            listed = node.args[0]
            return isinstance(listed, ast.List) and bool(listed.elts) and all(
                map(self._is_node, listed.elts))
        return False

    def _is_node(self, node: ast.expr) -> bool:
        return ast.unparse(node) in self.steps or self._is_step(node)


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _is_leaf(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "Value" and len(node.args) == 1


def _inside(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.Call(func=ast.Attribute(value=value)):
            return [value]
        case ast.Call(args=[ast.List(elts=elts), *_]):
            return list(elts)
    raise NotDrawn


def _with(node: ast.expr, operands: list[ast.expr]) -> ast.expr:
    match node:
        case ast.BinOp(op=op):
            return ast.BinOp(operands[0], op, operands[1])
        case ast.UnaryOp(op=unary):
            return ast.UnaryOp(unary, operands[0])
        case ast.Call(func=ast.Attribute(attr=attr)):
            return ast.Call(ast.Attribute(operands[0], attr), [], [])
        case ast.Call(func=func, args=[_, *rest], keywords=keywords):
            return ast.Call(func, [ast.List(operands), *rest], keywords)
    raise NotDrawn


def _sign(node: ast.expr) -> str:
    match node:
        case ast.BinOp(op=op, right=right):
            exponent = f" {ast.unparse(right)}" if isinstance(op, ast.Pow) else ""
            return SIGNS[type(op)] + exponent
        case ast.UnaryOp():
            return "-"
        case ast.Call(func=ast.Attribute(attr=attr)):
            return attr
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


class _Shortened(ast.NodeTransformer):
    """nodes['e'] as e, and a name of ours as (1)."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return ast.Name(_short(ast.unparse(node)))

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(_short(node.id))


def _short(name: str) -> str:
    if name.startswith("_"):
        return f"({name[1:]})"
    return name.partition("['")[2].removesuffix("']") or name
