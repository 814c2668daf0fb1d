from __future__ import annotations

from typing import TypedDict

from engine import Value


class Nodes(TypedDict):
    a: Value
    b: Value
    c: Value
    f: Value
    e: Value
    d: Value
    L: Value


def warmup_graph() -> Nodes:
    a, b, c, f = Value(2.0, label="a"), Value(-3.0, label="b"), Value(10.0), Value(-2.0)
    e = a * b
    d = e + c
    return Nodes(a=a, b=b, c=c, f=f, e=e, d=d, L=d * f)


def backprop_by_hand(nodes: Nodes) -> None:
    nodes["L"].grad = 1.0
    nodes["d"].grad = nodes["L"].grad * nodes["f"].data
    nodes["f"].grad = nodes["L"].grad * nodes["d"].data
    nodes["e"].grad = nodes["d"].grad
    nodes["c"].grad = nodes["d"].grad
    nodes["a"].grad = nodes["e"].grad * nodes["b"].data
    nodes["b"].grad = nodes["e"].grad * nodes["a"].data


def numeric_gradient(name: str, h: float = 1e-6) -> float:
    def L(shift: float) -> float:
        leaf = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}
        leaf[name] += shift
        return (leaf["a"] * leaf["b"] + leaf["c"]) * leaf["f"]

    return (L(h) - L(-h)) / (h + h)


def ascent_step(nodes: Nodes, lr: float = 0.01) -> float:
    leaves: list[Value] = [nodes["a"], nodes["b"], nodes["c"], nodes["f"]]
    for leaf in leaves:
        leaf.data += lr * leaf.grad
    a, b, c, f = leaves
    return float(((a * b + c) * f).data)
