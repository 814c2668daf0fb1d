from draw import draw_dot
from engine import Value

numbers = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


def warmup_graph():
    n = {k: Value(v, label=k) for k, v in numbers.items()}
    n["e"] = n["a"] * n["b"]
    n["d"] = n["e"] + n["c"]
    n["L"] = n["d"] * n["f"]
    n["e"].label, n["d"].label, n["L"].label = "e", "d", "L"
    return n


def backprop_by_hand(nodes):
    nodes["L"].grad = 1.0
    nodes["d"].grad = nodes["f"].data
    nodes["f"].grad = nodes["d"].data
    nodes["e"].grad = nodes["d"].grad
    nodes["c"].grad = nodes["d"].grad
    nodes["a"].grad = nodes["b"].data * nodes["e"].grad
    nodes["b"].grad = nodes["a"].data * nodes["e"].grad


def numeric_gradient(name, h=1e-6):
    n = warmup_graph()
    n[name].data += h
    L = (n["a"] * n["b"] + n["c"]) * n["f"]
    slope = (L.data - n["L"].data) / h
    print(f"dL/d{name} is about {slope}")
    return slope


def ascent_step(nodes, lr=0.01):
    print("before:", nodes["L"].data)
    for k in "abcf":
        nodes[k].data += lr * nodes[k].grad
    L = (nodes["a"] * nodes["b"] + nodes["c"]) * nodes["f"]
    print("after: ", L.data)
    return L.data


graph = warmup_graph()
backprop_by_hand(graph)
print(draw_dot(graph["L"]))
for name in "abcf":
    assert abs(numeric_gradient(name) - graph[name].grad) < 1e-6
new = ascent_step(graph)
assert new > -8
