
from engine import Value

def make(a, b, c, f):
    a, b, c, f = Value(a, label="a"), Value(b, label="b"), Value(c, label="c"), Value(f, label="f")
    e = a * b; e.label = "e"
    d = e + c; d.label = "d"
    L = d * f; L.label = "L"
    return {n.label: n for n in (a, b, c, f, e, d, L)}

def warmup_graph():
    return make(2.0, -3.0, 10.0, -2.0)

def backprop_by_hand(nodes):
    a, b, c, f, e, d, L = [nodes[n] for n in "abcfedL"]
    L.grad = 1.0
    d.grad, f.grad = f.data, d.data
    e.grad, c.grad = d.grad, d.grad
    a.grad, b.grad = b.data * e.grad, a.data * e.grad

def numeric_gradient(name, h=1e-6):
    start = dict(a=2.0, b=-3.0, c=10.0, f=-2.0)
    bumped = dict(start)
    bumped[name] += h
    return (make(**bumped)["L"].data - make(**start)["L"].data) / h

def ascent_step(nodes, lr=0.01):
    for n in "abcf":
        nodes[n].data += lr * nodes[n].grad
    return make(*(nodes[n].data for n in "abcf"))["L"].data
