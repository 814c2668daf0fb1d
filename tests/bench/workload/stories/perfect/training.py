# training

import random
from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]

def sum_squared_error(predictions, targets):
    return sum((p - y) ** 2 for p, y in zip(predictions, targets))

def train(model, xs, ys, lr=0.05, steps=50):
    losses = []
    for _ in range(steps):
        loss = sum_squared_error([model(x) for x in xs], ys)
        losses.append(loss.data)
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
    return losses

def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return losses, [model(x).data for x in XS]

def compare_learning_rates(rates, seed=1337, steps=50):
    return {lr: train_from_seed(seed, lr=lr, steps=steps)[0] for lr in rates}
