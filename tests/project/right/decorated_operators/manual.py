from engine import Value


def on_leaves(function):
    """Let a function of a, b, c, f be called with a dict that has more than these."""

    def wrapped(nodes):
        return function(*(nodes[name] for name in "abcf"))

    return wrapped


@on_leaves
def graph(a, b, c, f):
    e = a * b
    d = e + c
    return {"a": a, "b": b, "c": c, "f": f, "e": e, "d": d, "L": d * f}


def warmup_graph():
    return graph({"a": Value(2.0), "b": Value(-3.0), "c": Value(10.0), "f": Value(-2.0)})


def backprop_by_hand(nodes):
    nodes["L"].grad = 1.0
    nodes["f"].grad = nodes["d"].data
    nodes["d"].grad = nodes["f"].data
    nodes["c"].grad = nodes["e"].grad = nodes["d"].grad
    nodes["b"].grad = nodes["a"].data * nodes["e"].grad
    nodes["a"].grad = nodes["b"].data * nodes["e"].grad


def numeric_gradient(name, h=1e-6):
    leaves = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}
    low = graph(leaves)["L"]
    leaves[name] += h
    high = graph(leaves)["L"]
    return (high - low) / h


def ascent_step(nodes, lr=0.01):
    for name in "abcf":
        nodes[name].data += lr * nodes[name].grad
    return graph(nodes)["L"].data
