def train_torch(xs, ys, nouts=(4, 4, 1), lr=0.05, steps=200, seed=1337):
    import torch
    import torch.nn as nn

    torch.manual_seed(seed)
    widths = [len(xs[0]), *nouts]
    stack = []
    for nin, nout in zip(widths, widths[1:]):
        stack.append(nn.Linear(nin, nout))
        stack.append(nn.Tanh())
    net = nn.Sequential(*stack)

    x = torch.tensor(xs, dtype=torch.float32)
    y = torch.tensor(ys, dtype=torch.float32)
    losses = []
    for _ in range(steps):
        loss = (net(x).squeeze(1) - y).square().sum()
        for p in net.parameters():
            p.grad = None
        loss.backward()
        with torch.no_grad():
            for p in net.parameters():
                p.sub_(lr * p.grad)
        losses.append(loss.item())
    return losses
