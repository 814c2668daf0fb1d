import random

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    return sum((p - t) ** 2 for p, t in zip(predictions, targets))


class SGD:
    def __init__(self, parameters, lr):
        self.parameters = list(parameters)
        self.lr = lr

    def zero_grad(self):
        for p in self.parameters:
            p.grad = 0.0

    def step(self):
        for p in self.parameters:
            p.data -= self.lr * p.grad


def train(model, xs, ys, lr=0.05, steps=50):
    optimizer = SGD(model.parameters(), lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = sum_squared_error([model(x) for x in xs], ys)
        loss.backward()
        optimizer.step()
        losses.append(loss.data)
    return losses


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return losses, [model(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    runs = {}
    for rate in rates:
        random.seed(seed)
        model = MLP(3, [4, 4, 1])
        losses = []
        while len(losses) < steps:
            try:
                losses.extend(train(model, XS, YS, rate, steps=1))
            except Exception as error:
                print(f"lr={rate}: {error} after {len(losses)} steps")
                break
        runs[rate] = losses
    return runs
