"""Week 2 - Tomasz"""
from __future__ import annotations

from engine import Value


def connect(leaves: dict[str, Value]) -> dict[str, Value]:
    nodes = dict(leaves)
    nodes["e"] = nodes["a"] * nodes["b"]
    nodes["d"] = nodes["e"] + nodes["c"]
    nodes["L"] = nodes["d"] * nodes["f"]
    return nodes


def warmup_graph() -> dict[str, Value]:
    return connect({"a": Value(2.0), "b": Value(-3.0), "c": Value(10.0), "f": Value(-2.0)})


def backprop_by_hand(nodes: dict[str, Value]) -> None:
    data = {name: node.data for name, node in nodes.items()}
    grad = {"L": 1.0}
    grad["d"] = grad["L"] * data["f"]
    grad["f"] = grad["L"] * data["d"]
    grad["e"] = grad["c"] = grad["d"]
    grad["a"] = grad["e"] * data["b"]
    grad["b"] = grad["e"] * data["a"]
    for name in nodes:
        nodes[name].grad = grad[name]


def numeric_gradient(name: str, h: float = 1e-6) -> float:
    nodes = warmup_graph()
    before = nodes["L"].data
    nodes[name].data += h
    return (connect({leaf: nodes[leaf] for leaf in "abcf"})["L"].data - before) / h


def ascent_step(nodes: dict[str, Value], lr: float = 0.01) -> float:
    for leaf in "abcf":
        nodes[leaf].data += lr * nodes[leaf].grad
    return connect({leaf: nodes[leaf] for leaf in "abcf"})["L"].data
