from engine import Value

LEAVES = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


def build(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    nodes = dict(a=a, b=b, c=c, f=f, e=e, d=d, L=L)
    for name, node in nodes.items():
        node.label = name
    return nodes


def warmup_graph():
    return build(**{name: Value(x) for name, x in LEAVES.items()})


def backprop_by_hand(nodes):
    nodes["L"].grad = 1.0
    # L = d * f
    nodes["d"].grad = nodes["f"].data * nodes["L"].grad
    nodes["f"].grad = nodes["d"].data * nodes["L"].grad
    # d = e + c
    nodes["e"].grad = nodes["c"].grad = nodes["d"].grad
    # e = a * b
    nodes["a"].grad = nodes["b"].data * nodes["e"].grad
    nodes["b"].grad = nodes["a"].data * nodes["e"].grad


def numeric_gradient(name, h=1e-6):
    def L(shift):
        leaves = dict(LEAVES)
        leaves[name] += shift
        return build(**{n: Value(x) for n, x in leaves.items()})["L"].data

    return (L(h) - L(-h)) / (2 * h)


def ascent_step(nodes, lr=0.01):
    for name in LEAVES:
        nodes[name].data += lr * nodes[name].grad
    nodes.update(build(*(nodes[name] for name in LEAVES)))
    return nodes["L"].data
