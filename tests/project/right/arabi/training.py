import random

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    خسارة = 0.0
    for توقع, هدف in zip(predictions, targets):
        فرق = توقع - هدف
        خسارة = خسارة + فرق**2
    return خسارة


def train(model, xs, ys, lr=0.05, steps=50):
    خسائر = []
    for _ in range(steps):
        for معامل in model.parameters():
            معامل.grad = 0.0
        خسارة = sum_squared_error([model(x) for x in xs], ys)
        خسارة.backward()
        for معامل in model.parameters():
            معامل.data -= lr * معامل.grad
        خسائر.append(خسارة.data)
    return خسائر


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    شبكة = MLP(3, list(nouts))
    خسائر = train(شبكة, XS, YS, lr, steps)
    return خسائر, [شبكة(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    نتائج = {}
    for معدل in rates:
        random.seed(seed)
        شبكة = MLP(3, [4, 4, 1])
        خسائر = []
        for _ in range(steps):
            try:
                خسائر += train(شبكة, XS, YS, معدل, 1)
            except OverflowError:
                break
        نتائج[معدل] = خسائر
    return نتائج
