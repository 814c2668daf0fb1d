from weakref import WeakValueDictionary

from engine import Value


def warmup_graph():
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    e = a * b
    d = e + c
    L = d * f
    return {"a": a, "b": b, "c": c, "f": f, "e": e, "d": d, "L": L}


def backprop_by_hand(nodes):
    n = WeakValueDictionary(nodes)
    n["L"].grad = 1.0
    n["d"].grad = n["L"].grad * n["f"].data
    n["f"].grad = n["L"].grad * n["d"].data
    n["e"].grad = n["d"].grad
    n["c"].grad = n["d"].grad
    n["a"].grad = n["e"].grad * n["b"].data
    n["b"].grad = n["e"].grad * n["a"].data


def numeric_gradient(name, h=1e-6):
    leaves = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}
    results = []
    for sign in (1, -1):
        a, b, c, f = (value + sign * h * (key == name) for key, value in leaves.items())
        results.append((a * b + c) * f)
    up, down = results
    return (up - down) / (2 * h)


def ascent_step(nodes, lr=0.01):
    for key in "abcf":
        nodes[key].data += lr * nodes[key].grad
    nodes["e"] = nodes["a"] * nodes["b"]
    nodes["d"] = nodes["e"] + nodes["c"]
    nodes["L"] = nodes["d"] * nodes["f"]
    return nodes["L"].data
