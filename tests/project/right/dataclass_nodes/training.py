import random
from dataclasses import dataclass, field

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    return sum((p - t) ** 2 for p, t in zip(predictions, targets))


@dataclass
class Trainer:
    model: object
    lr: float
    losses: list = field(default_factory=list)

    def step(self, xs, ys):
        for p in self.model.parameters():
            p.grad = 0.0
        loss = sum_squared_error([self.model(x) for x in xs], ys)
        self.losses.append(loss.data)
        loss.backward()
        for p in self.model.parameters():
            p.data += -self.lr * p.grad

    def run(self, xs, ys, steps):
        for _ in range(steps):
            self.step(xs, ys)
        return self.losses


def train(model, xs, ys, lr=0.05, steps=50):
    return Trainer(model, lr).run(xs, ys, steps)


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return losses, [model(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    runs = {}
    for rate in rates:
        random.seed(seed)
        trainer = Trainer(MLP(3, [4, 4, 1]), rate)
        try:
            trainer.run(XS, YS, steps)
        except OverflowError as error:
            print(rate, error)
        runs[rate] = trainer.losses
    return runs
