def train_torch(xs, ys, nouts=(4, 4, 1), lr=0.05, steps=200, seed=1337):
    import torch
    import torch.nn as nn

    torch.manual_seed(seed)
    layers = []
    sz = [len(xs[0])] + list(nouts)
    for i in range(len(nouts)):
        layers.append(nn.Linear(sz[i], sz[i+1]))
        layers.append(nn.Tanh())
    model = nn.Sequential(*layers)

    X = torch.tensor(xs)
    Y = torch.tensor(ys).unsqueeze(1)
    losses = []
    for k in range(steps):
        loss = ((model(X) - Y)**2).sum()
        for p in model.parameters():
            p.grad = None
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses
