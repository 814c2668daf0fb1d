import random
from typing import NamedTuple

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


class Run(NamedTuple):
    losses: tuple
    predictions: tuple


def sum_squared_error(predictions, targets):
    pairs = list(zip(predictions, targets, strict=True))
    total = (pairs[0][0] - pairs[0][1]) ** 2
    for p, t in pairs[1:]:
        total += (p - t) ** 2
    return total


def train(model, xs, ys, lr=0.05, steps=50):
    losses = ()
    for _ in range(steps):
        for p in model.parameters():
            p.grad = 0.0
        loss = sum_squared_error(tuple(model(x) for x in xs), ys)
        losses += (loss.data,)
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
    return losses


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return Run(losses, tuple(model(x).data for x in XS))


def compare_learning_rates(rates, seed=1337, steps=50):
    return {rate: train_from_seed(seed, lr=rate, steps=steps).losses for rate in rates}
