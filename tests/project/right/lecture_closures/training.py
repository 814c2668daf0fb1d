import random
from engine import Value
from nn import MLP

XS = [
  [2.0, 3.0, -1.0],
  [3.0, -1.0, 0.5],
  [0.5, 1.0, 1.0],
  [1.0, 1.0, -1.0],
]
YS = [1.0, -1.0, -1.0, 1.0] # desired targets

def sum_squared_error(predictions, targets):
    return sum((yout - ygt)**2 for ygt, yout in zip(targets, predictions))

def train(model, xs, ys, lr=0.05, steps=50):
    losses = []
    for k in range(steps):

        # forward pass
        ypred = [model(x) for x in xs]
        loss = sum_squared_error(ypred, ys)

        # backward pass
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()

        # update
        for p in model.parameters():
            p.data += -lr * p.grad

        losses.append(loss.data)
    return losses

def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return losses, [model(x).data for x in XS]

def compare_learning_rates(rates, seed=1337, steps=50):
    result = {}
    for lr in rates:
        random.seed(seed)
        model = MLP(3, [4, 4, 1])
        losses = []
        for k in range(steps):
            try:
                losses += train(model, XS, YS, lr, 1)
            except OverflowError:
                break
        result[lr] = losses
    return result
