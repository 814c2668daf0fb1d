from engine import Value as Узел


def построить(а, б, ц, ф):
    е = а * б
    д = е + ц
    return {"a": а, "b": б, "c": ц, "f": ф, "e": е, "d": д, "L": д * ф}


def warmup_graph():
    return построить(Узел(2.0), Узел(-3.0), Узел(10.0), Узел(-2.0))


def backprop_by_hand(nodes):
    а, б, ц, ф, е, д, л = (nodes[имя] for имя in "abcfedL")
    л.grad = 1.0
    д.grad, ф.grad = ф.data, д.data
    е.grad, ц.grad = д.grad, д.grad
    а.grad, б.grad = б.data * е.grad, а.data * е.grad


def numeric_gradient(name, h=1e-6):
    граф = warmup_graph()
    граф[name].data += h
    сдвинутый = построить(*(граф[имя] for имя in "abcf"))
    return (сдвинутый["L"].data - граф["L"].data) / h


def ascent_step(nodes, lr=0.01):
    листья = [nodes[имя] for имя in "abcf"]
    for лист in листья:
        лист.data += lr * лист.grad
    nodes.update(построить(*листья))
    return nodes["L"].data
