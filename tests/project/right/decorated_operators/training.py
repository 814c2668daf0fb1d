import random
from contextlib import contextmanager, suppress

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


@contextmanager
def fresh_grads(model):
    for p in model.parameters():
        p.grad = 0.0
    yield model.parameters()


def sum_squared_error(predictions, targets):
    return sum((p - t) * (p - t) for p, t in zip(predictions, targets))


def train(model, xs, ys, lr=0.05, steps=50):
    losses = []
    for _ in range(steps):
        with fresh_grads(model) as parameters:
            loss = sum_squared_error([model(x) for x in xs], ys)
            loss.backward()
            for p in parameters:
                p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return losses, [model(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    runs = {rate: [] for rate in rates}
    for rate, losses in runs.items():
        random.seed(seed)
        model = MLP(3, [4, 4, 1])
        with suppress(OverflowError, ZeroDivisionError):
            for _ in range(steps):
                losses += train(model, XS, YS, rate, 1)
    return runs
