from copy import deepcopy

from engine import Value


def run(a, b, c, f):
    e = a * b
    d = e + c
    return {"a": a, "b": b, "c": c, "f": f, "e": e, "d": d, "L": d * f}


original = run(Value(2.0), Value(-3.0), Value(10.0), Value(-2.0))


def leaves(nodes):
    return [nodes[name] for name in ("a", "b", "c", "f")]


def warmup_graph():
    # leaves can be copied; the rest has to be built, its closures would keep the old nodes
    return run(*deepcopy(leaves(original)))


def backprop_by_hand(nodes):
    a, b, c, f = leaves(nodes)
    e, d, L = nodes["e"], nodes["d"], nodes["L"]
    L.grad = 1.0
    d.grad = 1.0 * f.data
    f.grad = 1.0 * d.data
    e.grad = 1.0 * d.grad
    c.grad = 1.0 * d.grad
    a.grad = b.data * e.grad
    b.grad = a.data * e.grad


def numeric_gradient(name, h=1e-6):
    here, there = warmup_graph(), warmup_graph()
    there[name].data += h
    there = run(*leaves(there))
    return (there["L"].data - here["L"].data) / h


def ascent_step(nodes, lr=0.01):
    for leaf in leaves(nodes):
        leaf.data += lr * leaf.grad
    return run(*leaves(nodes))["L"].data
