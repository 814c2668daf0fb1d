import random
from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]

def sum_squared_error(predictions, targets):
    return sum([(t - p)**2 for p, t in zip(predictions, targets)])

def train(model, xs, ys, lr=0.05, steps=50, log=None):
    log = [] if log is None else log
    for step in range(steps):
        loss = sum_squared_error([model(x) for x in xs], ys)
        log.append(loss.data)
        for p in model.parameters(): p.grad = 0
        loss.backward()
        for p in model.parameters(): p.data -= p.grad*lr
    return log

def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    m = MLP(3, list(nouts))
    losses = train(m, XS, YS, lr, steps)
    return losses, [m(x).data for x in XS]

def compare_learning_rates(rates, seed=1337, steps=50):
    logs = {lr: [] for lr in rates}
    for lr, log in logs.items():
        random.seed(seed)
        try:
            train(MLP(3, [4, 4, 1]), XS, YS, lr, steps, log)
        except (OverflowError, ZeroDivisionError, ValueError):
            pass  # what it had is in the log
    return logs
