from engine import Value


def warmup_graph():
    nodes = {}
    for name, data in [("a", 2.0), ("b", -3.0), ("c", 10.0), ("f", -2.0)]:
        nodes[name] = Value(data, label=name)
    for name, left, op, right in [("e", "a", "*", "b"), ("d", "e", "+", "c"), ("L", "d", "*", "f")]:
        x, y = nodes[left], nodes[right]
        nodes[name] = x * y if op == "*" else x + y
        nodes[name].label = name
    return nodes


def backprop_by_hand(nodes):
    g = {"L": 1.0}
    g["d"] = g["L"] * nodes["f"].data
    g["f"] = g["L"] * nodes["d"].data
    g["e"] = g["c"] = g["d"]
    g["a"] = g["e"] * nodes["b"].data
    g["b"] = g["e"] * nodes["a"].data
    for name, node in nodes.items():
        node.grad = g[name]


def numeric_gradient(name, h=1e-6):
    def run(a=2.0, b=-3.0, c=10.0, f=-2.0):
        return (a * b + c) * f

    at = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}[name]
    return (run(**{name: at + h}) - run()) / h


def ascent_step(nodes, lr=0.01):
    for name in "abcf":
        # a node of its own, so that the old graph keeps its numbers
        old = nodes[name]
        nodes[name] = Value(old.data + lr * old.grad, label=name, grad=old.grad)
    e = nodes["a"] * nodes["b"]
    d = e + nodes["c"]
    L = d * nodes["f"]
    return L.data
