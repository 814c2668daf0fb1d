from engine import Value


def build(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    return dict(a=a, b=b, c=c, f=f, e=e, d=d, L=L)


def warmup_graph():
    return build(Value(2.0), Value(-3.0), Value(10.0), Value(-2.0))


def backprop_by_hand(nodes):
    grads = {"L": 1.0}
    grads["d"] = grads["L"] * nodes["f"].data
    grads["f"] = grads["L"] * nodes["d"].data
    grads["e"] = grads["d"]
    grads["c"] = grads["d"]
    grads["a"] = grads["e"] * nodes["b"].data
    grads["b"] = grads["e"] * nodes["a"].data
    for name in grads:
        nodes[name].grad = grads[name]


def numeric_gradient(name, h=1e-6):
    leaves = {k: v.data for k, v in warmup_graph().items() if k in "abcf"}
    bumped = leaves | {name: leaves[name] + h}
    return (build(**bumped)["L"] - build(**leaves)["L"]) / h


def ascent_step(nodes, lr=0.01):
    leaves = {}
    for name in ("a", "b", "c", "f"):
        node = nodes[name]
        node.data = node.data + lr * node.grad
        leaves[name] = node
    nodes.update(build(**leaves))
    return nodes["L"].data
