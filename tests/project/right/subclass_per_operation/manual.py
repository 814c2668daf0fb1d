from engine import Product, Sum, Value


def warmup_graph():
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    e = Product(a, b)
    d = Sum(e, c)
    L = Product(d, f)
    return {"a": a, "b": b, "c": c, "f": f, "e": e, "d": d, "L": L}


def backprop_by_hand(nodes):
    for node in nodes.values():
        node.grad = 0.0
    nodes["L"].grad = 1.0

    def through_product(out, left, right):
        nodes[left].grad += nodes[out].grad * nodes[right].data
        nodes[right].grad += nodes[out].grad * nodes[left].data

    def through_sum(out, left, right):
        nodes[left].grad += nodes[out].grad
        nodes[right].grad += nodes[out].grad

    through_product("L", "d", "f")
    through_sum("d", "e", "c")
    through_product("e", "a", "b")


def numeric_gradient(name, h=1e-6):
    data = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}

    def loss():
        return (data["a"] * data["b"] + data["c"]) * data["f"]

    old = data[name]
    data[name] = old - h
    low = loss()
    data[name] = old + h
    high = loss()
    return (high - low) / (2 * h)


def ascent_step(nodes, lr=0.01):
    a, b, c, f = (nodes[name] for name in "abcf")
    for leaf in (a, b, c, f):
        leaf.data += lr * leaf.grad
    # the old inner nodes take their new numbers; the graph stays as it was
    e, d, L = (nodes[name] for name in "edL")
    e.data = a.data * b.data
    d.data = e.data + c.data
    L.data = d.data * f.data
    return L.data
