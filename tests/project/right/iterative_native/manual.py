"""Part 3."""

from engine import Value

LEAVES = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


def _forward(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    return e, d, L


def warmup_graph():
    nodes = {name: Value(number, label=name) for name, number in LEAVES.items()}
    nodes["e"], nodes["d"], nodes["L"] = _forward(*nodes.values())
    return nodes


def backprop_by_hand(nodes):
    a, b, c, f = nodes["a"], nodes["b"], nodes["c"], nodes["f"]
    e, d, L = nodes["e"], nodes["d"], nodes["L"]
    L.grad = 1.0
    d.grad = f.data * L.grad
    f.grad = d.data * L.grad
    e.grad = c.grad = d.grad
    a.grad = b.data * e.grad
    b.grad = a.data * e.grad


def numeric_gradient(name, h=1e-6):
    """Central difference, on plain numbers: _forward does not care what it is given."""
    if name not in LEAVES:
        raise KeyError(name)

    def L_at(shift):
        numbers = dict(LEAVES)
        numbers[name] += shift
        return _forward(**numbers)[2]

    return (L_at(h) - L_at(-h)) / (2 * h)


def ascent_step(nodes, lr=0.01):
    leaves = [nodes[name] for name in LEAVES]
    for leaf in leaves:
        leaf.data += lr * leaf.grad
    nodes["e"], nodes["d"], nodes["L"] = _forward(*leaves)
    return nodes["L"].data
