from engine import Value

أوراق = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


def احسب(ع):
    ع["e"] = ع["a"] * ع["b"]
    ع["d"] = ع["e"] + ع["c"]
    ع["L"] = ع["d"] * ع["f"]
    return ع


def warmup_graph():
    return احسب({اسم: Value(رقم) for اسم, رقم in أوراق.items()})


def backprop_by_hand(nodes):
    ع = nodes
    ع["L"].grad = 1.0
    ع["d"].grad = ع["L"].grad * ع["f"].data
    ع["f"].grad = ع["L"].grad * ع["d"].data
    ع["e"].grad = ع["d"].grad
    ع["c"].grad = ع["d"].grad
    ع["a"].grad = ع["e"].grad * ع["b"].data
    ع["b"].grad = ع["e"].grad * ع["a"].data


def numeric_gradient(name, h=1e-6):
    return (احسب(أوراق | {name: أوراق[name] + h})["L"] - احسب(dict(أوراق))["L"]) / h


def ascent_step(nodes, lr=0.01):
    for اسم in أوراق:
        nodes[اسم].data += lr * nodes[اسم].grad
    return احسب(nodes)["L"].data
