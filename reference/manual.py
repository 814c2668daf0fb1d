"""Backpropagation by hand, in code: the graph of the warm-up, one local rule at a time."""

from engine import Value


def warmup_graph() -> dict[str, Value]:
    """Return the nodes `a b c f e d L` of part 1.2 by name, made anew at each call."""
    nodes = {
        "a": Value(2.0, label="a"),
        "b": Value(-3.0, label="b"),
        "c": Value(10.0, label="c"),
        "f": Value(-2.0, label="f"),
    }
    _run_forward(nodes)
    return nodes


def backprop_by_hand(nodes: dict[str, Value]) -> None:
    """Set every node's `grad` to dL/d(node), from the data of `nodes` alone.

    Source: the chain rule, from L down: what arrives from above times the local slope. Reads no
    `_prev` and calls no `backward()`: the names say how the graph hangs together.
    """
    a, b, c, f, e, d, L = (nodes[name] for name in "abcfedL")
    L.grad = 1.0
    d.grad = L.grad * f.data
    f.grad = L.grad * d.data
    e.grad = d.grad * 1.0
    c.grad = d.grad * 1.0
    a.grad = e.grad * b.data
    b.grad = e.grad * a.data


def numeric_gradient(name: str, h: float = 1e-6) -> float:
    """Return dL/d`name` for a leaf (`a b c f`), by a forward difference with step `h`.

    L is linear in each leaf alone, so the difference has no truncation error: what it is off
    by, some 1e-9, is rounding. Raises ValueError if `name` is no leaf.
    """
    if name not in ("a", "b", "c", "f"):
        raise ValueError(f"{name!r} is not a leaf of the graph: a, b, c or f")
    # Two graphs of their own, so that the bump is nobody else's.
    before = warmup_graph()["L"].data
    bumped = warmup_graph()
    bumped[name].data += h
    return (_run_forward(bumped) - before) / h


def ascent_step(nodes: dict[str, Value], lr: float = 0.01) -> float:
    """Move the leaves `a b c f` by `lr` along their `grad`; return the data of the new L.

    Needs the grads filled in before. The inner nodes `e d L` in `nodes` are replaced by new
    ones, with grads of 0.0.
    """
    for name in "abcf":
        nodes[name].data += lr * nodes[name].grad
    # The old L keeps the number it was made with: only a new forward pass sees the new leaves.
    return _run_forward(nodes)


def _run_forward(nodes: dict[str, Value]) -> float:
    """Make `e`, `d` and `L` of `nodes` anew from its leaves; return L's data."""
    nodes["e"] = nodes["a"] * nodes["b"]
    nodes["d"] = nodes["e"] + nodes["c"]
    nodes["L"] = nodes["d"] * nodes["f"]
    for name in "edL":
        nodes[name].label = name
    return nodes["L"].data
