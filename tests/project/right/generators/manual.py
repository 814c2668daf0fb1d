from engine import Value


def numbers():
    yield "a", 2.0
    yield "b", -3.0
    yield "c", 10.0
    yield "f", -2.0


def grow(nodes):
    """Yields the name and the node of each step."""
    yield "e", (e := nodes["a"] * nodes["b"])
    yield "d", (d := e + nodes["c"])
    yield "L", d * nodes["f"]


def warmup_graph():
    leaves = {name: Value(number) for name, number in numbers()}
    return {**leaves, **dict(grow(leaves))}


def chain_rule(nodes):
    yield "L", 1.0
    yield "d", nodes["L"].grad * nodes["f"].data
    yield "f", nodes["L"].grad * nodes["d"].data
    yield "e", nodes["d"].grad
    yield "c", nodes["d"].grad
    yield "a", nodes["e"].grad * nodes["b"].data
    yield "b", nodes["e"].grad * nodes["a"].data


def backprop_by_hand(nodes):
    for name, grad in chain_rule(nodes):
        nodes[name].grad = grad


def last(pairs):
    for _, node in pairs:
        pass
    return node


def numeric_gradient(name, h=1e-6):
    at = dict(numbers())
    before = last(grow(at))
    at[name] += h
    return (last(grow(at)) - before) / h


def ascent_step(nodes, lr=0.01):
    for name, _ in numbers():
        nodes[name].data += lr * nodes[name].grad
    nodes.update(grow(nodes))
    return nodes["L"].data
