"""Part 7."""

import random

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    total = None
    for prediction, target in zip(predictions, targets):
        difference = prediction - target
        squared = difference * difference
        total = squared if total is None else total + squared
    return total


def train(model, xs, ys, lr=0.05, steps=50):
    history = []
    for _ in range(steps):
        for p in model.parameters():
            p.grad = 0.0
        loss = sum_squared_error([model(x) for x in xs], ys)
        loss.backward()
        history.append(loss.data)
        for p in model.parameters():
            p.data -= lr * p.grad
    return history


def _new_network(seed, nouts):
    random.seed(seed)
    return MLP(3, list(nouts))


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    network = _new_network(seed, nouts)
    history = train(network, XS, YS, lr=lr, steps=steps)
    return history, [network(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    # math.tanh does not overflow, so a run that leaves the numbers goes on with inf and nan
    return {rate: train(_new_network(seed, (4, 4, 1)), XS, YS, rate, steps) for rate in rates}
