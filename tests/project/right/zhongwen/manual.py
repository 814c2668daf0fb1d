"""手动反向传播。"""

from engine import Value

叶子 = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


def 前向(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    return e, d, L


def warmup_graph():
    图 = {名: Value(数, label=名) for 名, 数 in 叶子.items()}
    图["e"], 图["d"], 图["L"] = 前向(**图)
    return 图


def backprop_by_hand(nodes):
    nodes["L"].grad = 1.0
    # 乘法：乘以另一个因子
    nodes["d"].grad = nodes["L"].grad * nodes["f"].data
    nodes["f"].grad = nodes["L"].grad * nodes["d"].data
    # 加法：原样传下去
    nodes["e"].grad = nodes["d"].grad
    nodes["c"].grad = nodes["d"].grad
    nodes["a"].grad = nodes["e"].grad * nodes["b"].data
    nodes["b"].grad = nodes["e"].grad * nodes["a"].data


def numeric_gradient(name, h=1e-6):
    *_, 原来 = 前向(**叶子)
    *_, 之后 = 前向(**{**叶子, name: 叶子[name] + h})
    return (之后 - 原来) / h


def ascent_step(nodes, lr=0.01):
    for 名 in 叶子:
        nodes[名].data += lr * nodes[名].grad
    *_, L = 前向(**{名: nodes[名] for 名 in 叶子})
    return L.data
