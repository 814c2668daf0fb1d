import random

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    return sum((p + -t) ** 2.0 for p, t in zip(predictions, targets))


def train(model, xs, ys, lr=0.05, steps=50):
    losses = []
    for _ in range(steps):
        predictions = list(map(model, xs))
        loss = sum_squared_error(predictions, ys)
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        for p in model.parameters():
            p.data = p.data - lr * p.grad
        losses.append(loss.data)
    return losses


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return losses, [prediction.data for prediction in map(model, XS)]


def compare_learning_rates(rates, seed=1337, steps=50):
    runs = {}
    for rate in rates:
        random.seed(seed)
        model = MLP(3, [4, 4, 1])
        losses = []
        try:
            for _ in range(steps):
                losses.append(train(model, XS, YS, rate, 1)[0])
        except (OverflowError, ValueError, ZeroDivisionError):
            pass
        runs[rate] = losses
    return runs
