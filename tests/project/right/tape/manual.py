from engine import Value


def warmup_graph():
    a = Value(2.0)
    b = Value(-3.0)
    c = Value(10.0)
    f = Value(-2.0)
    e = a * b
    d = e + c
    L = d * f
    return dict(zip("abcfedL", (a, b, c, f, e, d, L)))


def backprop_by_hand(nodes):
    a, b, c, f, e, d, L = (nodes[name] for name in "abcfedL")
    L.grad = 1.0
    for out, one, other in ((L, d, f), (e, a, b)):
        if out is e:
            e.grad = c.grad = d.grad
        one.grad = out.grad * other.data
        other.grad = out.grad * one.data


def numeric_gradient(name, h=1e-6):
    before = warmup_graph()
    after = warmup_graph()
    after[name].data += h
    L = (after["a"] * after["b"] + after["c"]) * after["f"]
    return (L.data - before["L"].data) / h


def ascent_step(nodes, lr=0.01):
    a, b, c, f = (nodes[name] for name in "abcf")
    for leaf in (a, b, c, f):
        leaf.data += lr * leaf.grad
    return ((a * b + c) * f).data
