from engine import Value

GRAPH = {"e": ("a", "*", "b"), "d": ("e", "+", "c"), "L": ("d", "*", "f")}


def _run(nodes):
    for name, (left, op, right) in GRAPH.items():
        nodes[name] = nodes[left] * nodes[right] if op == "*" else nodes[left] + nodes[right]
    return nodes


def warmup_graph():
    return _run({"a": Value(2.0), "b": Value(-3.0), "c": Value(10.0), "f": Value(-2.0)})


def backprop_by_hand(nodes):
    nodes["L"].grad = 1.0
    for name, (left, op, right) in reversed(GRAPH.items()):
        above = nodes[name].grad
        x, y = nodes[left], nodes[right]
        # in this graph nobody is used twice, so the shares may be set
        if op == "*":
            x.grad, y.grad = y.data * above, x.data * above
        else:
            x.grad, y.grad = above, above


def numeric_gradient(name, h=1e-6):
    nodes = warmup_graph()
    plus = warmup_graph()
    plus[name].data += h
    _run(plus)
    return (plus["L"].data - nodes["L"].data) / h


def ascent_step(nodes, lr=0.01):
    for name in "abcf":
        nodes[name].data += lr * nodes[name].grad
    return _run(dict(nodes))["L"].data
