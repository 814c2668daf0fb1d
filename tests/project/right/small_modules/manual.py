import calculus.hand as paper
from engine import Value


def warmup_graph():
    leaves = {name: Value(float(getattr(paper, name)), label=name) for name in "abcf"}
    return again(leaves)


def again(nodes):
    e = nodes["a"] * nodes["b"]
    d = e + nodes["c"]
    return nodes | {"e": e, "d": d, "L": d * nodes["f"]}


def backprop_by_hand(nodes):
    nodes["L"].grad = 1.0
    nodes["d"].grad = nodes["L"].grad * nodes["f"].data
    nodes["f"].grad = nodes["L"].grad * nodes["d"].data
    nodes["e"].grad = nodes["d"].grad
    nodes["c"].grad = nodes["d"].grad
    nodes["a"].grad = nodes["e"].grad * nodes["b"].data
    nodes["b"].grad = nodes["e"].grad * nodes["a"].data


def numeric_gradient(name, h=1e-6):
    nodes = warmup_graph()
    nodes[name].data += h
    return (again(nodes)["L"].data - nodes["L"].data) / h


def ascent_step(nodes, lr=0.01):
    for name in "abcf":
        nodes[name].data += lr * nodes[name].grad
    return again(nodes)["L"].data
