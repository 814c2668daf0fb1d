from dataclasses import asdict, dataclass, replace

from engine import Value


@dataclass(frozen=True)
class Leaves:
    a: float = 2.0
    b: float = -3.0
    c: float = 10.0
    f: float = -2.0

    def L(self) -> float:
        return (self.a * self.b + self.c) * self.f


def _finish(nodes):
    nodes["e"] = nodes["a"] * nodes["b"]
    nodes["d"] = nodes["e"] + nodes["c"]
    nodes["L"] = nodes["d"] * nodes["f"]
    for name, node in nodes.items():
        node.label = name
    return nodes


def warmup_graph():
    return _finish({name: Value(number) for name, number in asdict(Leaves()).items()})


def backprop_by_hand(nodes):
    nodes["L"].grad = 1.0
    nodes["d"].grad = nodes["L"].grad * nodes["f"].data
    nodes["f"].grad = nodes["L"].grad * nodes["d"].data
    nodes["e"].grad = nodes["d"].grad * 1.0
    nodes["c"].grad = nodes["d"].grad * 1.0
    nodes["a"].grad = nodes["e"].grad * nodes["b"].data
    nodes["b"].grad = nodes["e"].grad * nodes["a"].data


def numeric_gradient(name, h=1e-6):
    leaves = Leaves()
    bumped = replace(leaves, **{name: getattr(leaves, name) + h})
    return (bumped.L() - leaves.L()) / h


def ascent_step(nodes, lr=0.01):
    for name in "abcf":
        nodes[name].data += lr * nodes[name].grad
    return _finish(nodes)["L"].data
