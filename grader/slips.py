"""Every small change of a module: what its writer might get wrong without believing anything.

For `make known`, which asks whether a check would tell such a slip on top of an earlier mistake.
Pure: sources go in, and sources come out.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

OTHER_SIGN: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.For, ast.Return)
SOME = ("[1:]", "[:-1]", "[:1]", "[::-1]")  # of what is walked

Change: TypeAlias = "Callable[[Any], object]"  # takes a node of a copy of the tree


def slips(source: str) -> list[str]:
    """The module with one small change each, in the order of its lines; each once."""
    tree = ast.parse(source)
    found = dict.fromkeys(map(ast.unparse, _changed(tree)))
    return [text for text in found if text != ast.unparse(tree)]


def _changed(tree: ast.Module) -> Iterator[ast.Module]:
    for at, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            # The walk over a copy comes by the same nodes in the same order.
            whole = copy.deepcopy(tree)
            change([*ast.walk(whole)][at])
            yield whole


def _changes(node: ast.AST) -> Iterator[Change]:
    for name in ("body", "orelse"):
        lines = getattr(node, name, None)
        if isinstance(lines, list) and not isinstance(node, ast.ClassDef):
            yield from _of_lines(name, lines)
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OTHER_SIGN:
        yield partial(_give, op=OTHER_SIGN[type(node.op)]())
    if isinstance(node, ast.BinOp):
        yield partial(_give, left=node.right, right=node.left)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield partial(_give, op=ast.UAdd())
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        for other in (node.value + 1, node.value - 1, node.value / 2):
            yield partial(_give, value=other)
    if isinstance(node, ast.If | ast.IfExp):
        yield partial(_give, test=ast.Constant(True))
        yield partial(_give, test=ast.Constant(False))
    if isinstance(node, ast.Call) and node.keywords:
        yield partial(_give, keywords=node.keywords[:-1])
    if isinstance(node, ast.Call) and len(node.args) > 1:
        yield partial(_give, args=node.args[:-1])
        yield partial(_give, args=node.args[::-1])
    if isinstance(node, ast.For | ast.comprehension):
        for some in SOME:
            yield partial(_give, iter=_cut(node.iter, some))


def _of_lines(name: str, lines: list[ast.stmt]) -> Iterator[Change]:
    """A line left out, done twice, and before the one before it."""
    for at, line in enumerate(lines):
        if not isinstance(line, SIMPLE) or _is_words(line):
            continue
        for instead in ([ast.Pass()], [line, line]):
            yield partial(_give, **{name: [*lines[:at], *instead, *lines[at + 1 :]]})
        if at and not _is_words(lines[at - 1]):
            yield partial(_give, **{
                name: [*lines[: at - 1], line, lines[at - 1], *lines[at + 1 :]]})


def _give(node: Any, **fields: Any) -> None:
    vars(node).update(fields)


def _cut(items: ast.expr, some: str) -> ast.expr:
    text = f"list({ast.unparse(items)}){some}"
    return ast.parse(text, mode="eval").body


def _is_words(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
