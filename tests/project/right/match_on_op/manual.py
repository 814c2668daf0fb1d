from engine import Value


def warmup_graph():
    leaves = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}
    nodes = {name: Value(data, label=name) for name, data in leaves.items()}
    return forward(nodes)


def forward(nodes):
    nodes["e"] = nodes["a"] * nodes["b"]
    nodes["d"] = nodes["e"] + nodes["c"]
    nodes["L"] = nodes["d"] * nodes["f"]
    return nodes


def backprop_by_hand(nodes):
    rules = {
        "L": lambda v: 1.0,
        "d": lambda v: v["L"].grad * v["f"].data,
        "f": lambda v: v["L"].grad * v["d"].data,
        "e": lambda v: v["d"].grad,
        "c": lambda v: v["d"].grad,
        "a": lambda v: v["e"].grad * v["b"].data,
        "b": lambda v: v["e"].grad * v["a"].data,
    }
    for name, rule in rules.items():
        nodes[name].grad = rule(nodes)


def numeric_gradient(name, h=1e-6):
    nodes = warmup_graph()
    old = nodes["L"].data
    nodes[name].data += h
    return (forward(nodes)["L"].data - old) / h


def ascent_step(nodes, lr=0.01):
    for name in ["a", "b", "c", "f"]:
        nodes[name].data += lr * nodes[name].grad
    return forward(nodes)["L"].data
