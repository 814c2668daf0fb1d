from engine import Value


def warmup_graph():
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    e = a * b
    d = e + c
    L = d * f
    nodes = {}
    for name, node in zip(("a", "b", "c", "f", "e", "d", "L"), (a, b, c, f, e, d, L)):
        node.label = name
        nodes[name] = node
    return nodes


def backprop_by_hand(nodes):
    def product(out, x, y):
        x.grad = out.grad * y.data
        y.grad = out.grad * x.data

    def total(out, x, y):
        x.grad = y.grad = out.grad

    nodes["L"].grad = 1.0
    product(nodes["L"], nodes["d"], nodes["f"])
    total(nodes["d"], nodes["e"], nodes["c"])
    product(nodes["e"], nodes["a"], nodes["b"])


def numeric_gradient(name, h=1e-6):
    def run(bump):
        nodes = warmup_graph()
        nodes[name].data += bump
        return rerun(nodes).data

    return (run(h / 2) - run(-h / 2)) / h


def rerun(nodes):
    return (nodes["a"] * nodes["b"] + nodes["c"]) * nodes["f"]


def ascent_step(nodes, lr=0.01):
    for name in sorted(nodes):
        if name in {"a", "b", "c", "f"}:
            nodes[name].data += nodes[name].grad * lr
    return rerun(nodes).data
