"""Rückwärts von Hand."""

from engine import Value

BLÄTTER = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


def _vorwärts(knoten):
    knoten["e"] = knoten["a"] * knoten["b"]
    knoten["d"] = knoten["e"] + knoten["c"]
    knoten["L"] = knoten["d"] * knoten["f"]
    return knoten


def warmup_graph():
    return _vorwärts({name: Value(zahl, label=name) for name, zahl in BLÄTTER.items()})


def backprop_by_hand(nodes):
    a, b, c, f, e, d, L = (nodes[name] for name in "abcfedL")
    L.grad = 1.0
    d.grad = L.grad * f.data   # Produktregel
    f.grad = L.grad * d.data
    e.grad = d.grad            # eine Summe reicht durch
    c.grad = d.grad
    a.grad = e.grad * b.data   # Produktregel
    b.grad = e.grad * a.data


def numeric_gradient(name, h=1e-6):
    ruhe = warmup_graph()
    gestört = {k: Value(v + (h if k == name else 0.0)) for k, v in BLÄTTER.items()}
    return (_vorwärts(gestört)["L"].data - ruhe["L"].data) / h


def ascent_step(nodes, lr=0.01):
    for name in BLÄTTER:
        nodes[name].data += lr * nodes[name].grad
    return _vorwärts(nodes)["L"].data
