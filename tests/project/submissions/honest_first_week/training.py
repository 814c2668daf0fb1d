import random
from engine import Value
from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]

def sum_squared_error(predictions, targets):
    loss = Value(0.0)
    for p, t in zip(predictions, targets):
        loss = loss + (p - t) * (p - t)
    return loss

def train(model, xs, ys, lr=0.05, steps=50):
    losses = []
    for step in range(steps):
        predictions = [model(x) for x in xs]
        loss = sum_squared_error(predictions, ys)
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses

def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    predictions = [model(x).data for x in XS]
    return losses, predictions

def compare_learning_rates(rates, seed=1337, steps=50):
    random.seed(seed)
    results = {}
    for lr in rates:
        model = MLP(3, [4, 4, 1])
        results[lr] = train(model, XS, YS, lr, steps)
    return results
