from engine import Value


def warmup_graph():
    g = {}
    g["a"] = Value(2.0, (), "", "a")
    g["b"] = Value(-3.0, (), "", "b")
    g["c"] = Value(10.0, (), "", "c")
    g["f"] = Value(-2.0, (), "", "f")
    g["e"] = g["a"] * g["b"]
    g["d"] = g["e"] + g["c"]
    g["L"] = g["d"] * g["f"]
    return g


def backprop_by_hand(nodes):
    n = nodes
    n["L"].grad = 1.0
    n["d"].grad, n["f"].grad = n["f"].data, n["d"].data
    n["e"].grad, n["c"].grad = n["d"].grad, n["d"].grad
    n["a"].grad, n["b"].grad = n["e"].grad * n["b"].data, n["e"].grad * n["a"].data


def numeric_gradient(name, h=1e-6):
    graphs = []
    for shift in (0.0, h):
        a, b, c, f = 2.0, -3.0, 10.0, -2.0
        if name == "a":
            a += shift
        elif name == "b":
            b += shift
        elif name == "c":
            c += shift
        elif name == "f":
            f += shift
        graphs.append((Value(a) * Value(b) + Value(c)) * Value(f))
    return (graphs[1].data - graphs[0].data) / h


def ascent_step(nodes, lr=0.01):
    nodes["a"].data += lr * nodes["a"].grad
    nodes["b"].data += lr * nodes["b"].grad
    nodes["c"].data += lr * nodes["c"].grad
    nodes["f"].data += lr * nodes["f"].grad
    nodes["e"] = nodes["a"] * nodes["b"]
    nodes["d"] = nodes["e"] + nodes["c"]
    nodes["L"] = nodes["d"] * nodes["f"]
    return nodes["L"].data
