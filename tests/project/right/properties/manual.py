from engine import Value


class Graph:
    """L = (a * b + c) * f, with properties for what follows from the leaves."""

    def __init__(self, a=2.0, b=-3.0, c=10.0, f=-2.0):
        self.a, self.b, self.c, self.f = a, b, c, f

    @property
    def e(self):
        return self.a * self.b

    @property
    def d(self):
        return self.e + self.c

    @property
    def L(self):
        return self.d * self.f


def warmup_graph():
    leaves = {name: Value(data, label=name) for name, data in vars(Graph()).items()}
    e = leaves["a"] * leaves["b"]
    d = e + leaves["c"]
    return {**leaves, "e": e, "d": d, "L": d * leaves["f"]}


def backprop_by_hand(nodes):
    for node in nodes.values():
        del node.grad
    nodes["L"].grad = 1.0
    nodes["d"].grad += nodes["L"].grad * nodes["f"].data
    nodes["f"].grad += nodes["L"].grad * nodes["d"].data
    nodes["e"].grad += nodes["d"].grad
    nodes["c"].grad += nodes["d"].grad
    nodes["a"].grad += nodes["e"].grad * nodes["b"].data
    nodes["b"].grad += nodes["e"].grad * nodes["a"].data


def numeric_gradient(name, h=1e-6):
    graph = Graph()
    before = graph.L
    setattr(graph, name, getattr(graph, name) + h)
    return (graph.L - before) / h


def ascent_step(nodes, lr=0.01):
    for name in vars(Graph()):
        nodes[name].data += lr * nodes[name].grad
    return Graph(*(nodes[name].data for name in "abcf")).L
