from engine import Value


def warmup_graph():
    n = dict(a=Value(2.0), b=Value(-3.0), c=Value(10.0), f=Value(-2.0))
    forward(n)
    return n


def forward(n):
    n["e"] = n["a"] * n["b"]
    n["d"] = n["e"] + n["c"]
    n["L"] = n["d"] * n["f"]
    return n["L"].data


def backprop_by_hand(nodes):
    n = nodes
    n["L"].grad = 1.0
    n["d"].grad = n["f"].data * n["L"].grad
    n["f"].grad = n["d"].data * n["L"].grad
    n["c"].grad = n["d"].grad
    n["e"].grad = n["d"].grad
    n["b"].grad = n["a"].data * n["e"].grad
    n["a"].grad = n["b"].data * n["e"].grad


def numeric_gradient(name, h=1e-6):
    n = warmup_graph()
    n[name].data -= h / 2
    low = forward(n)
    n[name].data += h
    high = forward(n)
    return (high - low) / h


def ascent_step(nodes, lr=0.01):
    for name in "abcf":
        nodes[name].data += nodes[name].grad * lr
    return forward(nodes)
