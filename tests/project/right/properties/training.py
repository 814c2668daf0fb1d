import math
import random

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    return sum((p - t) ** 2 for p, t in zip(predictions, targets))


class Training:
    def __init__(self, model, xs, ys, lr):
        self.model, self.xs, self.ys, self.lr = model, xs, ys, lr
        self.__losses = []

    @property
    def losses(self):
        return list(self.__losses)

    @property
    def predictions(self):
        return [self.model(x) for x in self.xs]

    @property
    def exploded(self):
        return bool(self.__losses) and not math.isfinite(self.__losses[-1])

    def step(self):
        loss = sum_squared_error(self.predictions, self.ys)
        self.__losses.append(loss.data)
        for p in self.model.parameters():
            del p.grad
        loss.backward()
        for p in self.model.parameters():
            p.data -= self.lr * p.grad


def train(model, xs, ys, lr=0.05, steps=50):
    training = Training(model, xs, ys, lr)
    for _ in range(steps):
        training.step()
    return training.losses


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    training = Training(MLP(3, list(nouts)), XS, YS, lr)
    for _ in range(steps):
        training.step()
    return training.losses, [p.data for p in training.predictions]


def compare_learning_rates(rates, seed=1337, steps=50):
    runs = {}
    for rate in rates:
        random.seed(seed)
        training = Training(MLP(3, [4, 4, 1]), XS, YS, rate)
        for _ in range(steps):
            training.step()
            if training.exploded:
                break
        runs[rate] = training.losses
    return runs
