import random
from functools import reduce
from operator import add

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    return reduce(add, ((t - p) ** 2 for p, t in zip(predictions, targets)))


def _one_step(model, xs, ys, lr):
    loss = sum_squared_error([model(x) for x in xs], ys)
    params = model.parameters()
    for p in params:
        p.grad = 0.0
    loss.backward()
    for p in params:
        p.data = p.data - lr * p.grad
    return loss.data


def train(model, xs, ys, lr=0.05, steps=50):
    return [_one_step(model, xs, ys, lr) for _ in range(steps)]


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    net = MLP(3, [*nouts])
    losses = train(net, XS, YS, lr, steps)
    return losses, [net(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    out = {}
    for rate in rates:
        random.seed(seed)
        net = MLP(3, [4, 4, 1])
        out[rate] = []
        for _ in range(steps):
            try:
                out[rate].append(_one_step(net, XS, YS, rate))
            except ArithmeticError:
                break
    return out
