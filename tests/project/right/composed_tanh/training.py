import math
import random

from engine import Value
from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    loss = Value(0.0)
    for p, t in zip(predictions, targets):
        loss += (p - t) ** 2
    return loss


def steps_of(model, xs, ys, lr, steps):
    """Yields the loss of each step, then takes the step."""
    for _ in range(steps):
        loss = sum_squared_error([model(x) for x in xs], ys)
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        yield loss.data
        for p in model.parameters():
            p.data -= lr * p.grad


def train(model, xs, ys, lr=0.05, steps=50):
    return list(steps_of(model, xs, ys, lr, steps))


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    predictions = [model(x).data for x in XS]
    return losses, predictions


def compare_learning_rates(rates, seed=1337, steps=50):
    runs = {}
    for rate in rates:
        random.seed(seed)
        model = MLP(3, [4, 4, 1])
        runs[rate] = kept = []
        try:
            for loss in steps_of(model, XS, YS, rate, steps):
                if math.isnan(loss):
                    break
                kept.append(loss)
        except (OverflowError, ZeroDivisionError):
            pass  # exp(2x) is too large from about x = 355
    return runs
