from engine import Value


def warmup_graph():
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    e = a * b
    d = e + c
    L = d * f
    return {"a": a, "b": b, "c": c, "f": f, "e": e, "d": d, "L": L}


def backprop_by_hand(nodes):
    # The names only say in which order to go. What to do at each node, the node itself tells.
    nodes["L"].grad += 1.0
    for name in "Ldfecab":
        node = nodes[name]
        if node._op == "+":
            for child in node._prev:
                child.grad += node.grad
        elif node._op == "*":
            x, y = node._prev
            x.grad += node.grad * y.data
            y.grad += node.grad * x.data


def numeric_gradient(name, h=1e-6):
    at = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}
    L = (at["a"] * at["b"] + at["c"]) * at["f"]
    at[name] += h
    return ((at["a"] * at["b"] + at["c"]) * at["f"] - L) / h


def ascent_step(nodes, lr=0.01):
    for name in "abcf":
        leaf = nodes[name]
        leaf.data += lr * leaf.grad
    nodes["e"].data = nodes["a"].data * nodes["b"].data
    nodes["d"].data = nodes["e"].data + nodes["c"].data
    nodes["L"].data = nodes["d"].data * nodes["f"].data
    return nodes["L"].data
