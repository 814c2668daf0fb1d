import random
from itertools import islice

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    return sum((p - t) ** 2 for p, t in zip(predictions, targets))


def descent(model, xs, ys, lr):
    """Endless. Each loss comes out after its update has been made."""
    while True:
        loss = sum_squared_error((model(x) for x in xs), ys)
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
        yield loss.data


def train(model, xs, ys, lr=0.05, steps=50):
    return list(islice(descent(model, xs, ys, lr), steps))


def seeded(seed, nouts=(4, 4, 1)):
    random.seed(seed)
    return MLP(3, list(nouts))


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    model = seeded(seed, nouts)
    return train(model, XS, YS, lr, steps), [model(x).data for x in XS]


def careful(losses):
    try:
        yield from losses
    except (OverflowError, ZeroDivisionError):
        return


def compare_learning_rates(rates, seed=1337, steps=50):
    return {
        rate: list(islice(careful(descent(seeded(seed), XS, YS, rate)), steps)) for rate in rates
    }
