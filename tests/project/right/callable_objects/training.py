import random
from functools import reduce

from nn import MLP

XS = ((2.0, 3.0, -1.0), (3.0, -1.0, 0.5), (0.5, 1.0, 1.0), (1.0, 1.0, -1.0))
YS = (1.0, -1.0, -1.0, 1.0)


def sum_squared_error(predictions, targets):
    return reduce(lambda total, pair: (pair[0] - pair[1]) ** 2 + total, zip(predictions, targets), 0)


class SquaredErrorTraining:
    """An object that is called; `on_loss` is told every loss before the update."""

    def __init__(self, on_loss):
        self.on_loss = on_loss

    def __call__(self, model, xs, ys, lr, steps):
        for _ in range(steps):
            loss = sum_squared_error([model(x) for x in xs], ys)
            self.on_loss(loss.data)
            for p in model.parameters():
                p.grad = 0.0
            loss.backward()
            for p in model.parameters():
                p.data -= lr * p.grad


def train(model, xs, ys, lr=0.05, steps=50):
    losses = []
    SquaredErrorTraining(losses.append)(model, xs, ys, lr, steps)
    return losses


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    return train(model, XS, YS, lr, steps), [model(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    runs = {}
    for rate in rates:
        runs[rate] = []
        random.seed(seed)
        try:
            SquaredErrorTraining(runs[rate].append)(MLP(3, [4, 4, 1]), XS, YS, rate, steps)
        except (OverflowError, ZeroDivisionError) as overflow:
            print(f"{rate}: {overflow}")
    return runs
