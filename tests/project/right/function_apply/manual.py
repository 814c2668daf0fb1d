import engine

START = (("a", 2.0), ("b", -3.0), ("c", 10.0), ("f", -2.0))


def warmup_graph():
    nodes = {name: engine.Value(data, label=name) for name, data in START}
    nodes["e"] = nodes["a"] * nodes["b"]
    nodes["d"] = nodes["e"] + nodes["c"]
    nodes["L"] = nodes["d"] * nodes["f"]
    for name in "edL":
        nodes[name].label = name
    return nodes


def backprop_by_hand(nodes):
    data = {name: node.data for name, node in nodes.items()}
    dL = 1.0
    dd, df = dL * data["f"], dL * data["d"]
    de, dc = dd, dd
    da, db = de * data["b"], de * data["a"]
    for name, grad in zip("Ldfecab", (dL, dd, df, de, dc, da, db)):
        nodes[name].grad = grad


def _L(a, b, c, f):
    return (a * b + c) * f


def numeric_gradient(name, h=1e-6):
    here = dict(START)
    there = {**here, name: here[name] + h}
    return (_L(**there) - _L(**here)) / h


def ascent_step(nodes, lr=0.01):
    for name, _ in START:
        nodes[name].data += lr * nodes[name].grad
    return _L(*(nodes[name] for name, _ in START)).data
