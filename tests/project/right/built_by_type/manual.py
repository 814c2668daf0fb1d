import types

import engine


def warmup_graph():
    n = types.SimpleNamespace(**{
        name: engine.Value(data) for name, data in zip("abcf", (2.0, -3.0, 10.0, -2.0))
    })
    n.e = n.a * n.b
    n.d = n.e + n.c
    n.L = n.d * n.f
    return vars(n)


def backprop_by_hand(nodes):
    n = types.SimpleNamespace(**nodes)
    n.L.grad = 1.0
    n.d.grad = n.L.grad * n.f.data
    n.f.grad = n.L.grad * n.d.data
    n.e.grad = n.d.grad
    n.c.grad = n.d.grad
    n.a.grad = n.e.grad * n.b.data
    n.b.grad = n.e.grad * n.a.data


def numeric_gradient(name, h=1e-6):
    n = types.SimpleNamespace(a=2.0, b=-3.0, c=10.0, f=-2.0)
    L = lambda: (n.a * n.b + n.c) * n.f
    before = L()
    setattr(n, name, getattr(n, name) + h)
    return (L() - before) / h


def ascent_step(nodes, lr=0.01):
    n = types.SimpleNamespace(**nodes)
    for leaf in (n.a, n.b, n.c, n.f):
        setattr(leaf, "data", leaf.data + lr * leaf.grad)
    return getattr((n.a * n.b + n.c) * n.f, "data")
