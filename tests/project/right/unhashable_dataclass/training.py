import random

from engine import Value
from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    errors = [p - t for p, t in zip(predictions, targets)]
    return sum([e * e for e in errors], start=Value(0.0))


def train(model, xs, ys, lr=0.05, steps=50):
    losses = []
    for _ in range(steps):
        for p in model.parameters():
            p.grad = 0.0
        # One sample after the other, each with a graph of its own: the grads add up by themselves.
        total = 0.0
        for x, y in zip(xs, ys):
            loss = sum_squared_error([model(x)], [y])
            loss.backward()
            total += loss.data
        losses.append(total)
        for p in model.parameters():
            p.data -= lr * p.grad
    return losses


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    return train(model, XS, YS, lr, steps), [model(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    runs = {}
    for rate in rates:
        random.seed(seed)
        runs[rate] = train(MLP(3, [4, 4, 1]), XS, YS, rate, steps)
    return runs
