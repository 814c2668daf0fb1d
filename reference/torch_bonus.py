"""The bonus: the same loop in PyTorch."""

from collections.abc import Sequence


def train_torch(
    xs: list[list[float]],
    ys: list[float],
    nouts: Sequence[int] = (4, 4, 1),
    lr: float = 0.05,
    steps: int = 200,
    seed: int = 1337,
) -> list[float]:
    """Train a stack of `nn.Linear` and tanh layers; return each step's loss before its update.

    `xs` is n samples of equal length, `ys` n targets, the last of `nouts` is 1. The loss is the
    squared error, summed over the samples. Raises ImportError where PyTorch is not installed.
    """
    # Imported here, so that the module loads where PyTorch is not installed.
    import torch
    from torch import nn

    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    nin = len(xs[0])
    for nout in nouts:
        layers += [nn.Linear(nin, nout), nn.Tanh()]
        nin = nout
    net = nn.Sequential(*layers)

    inputs = torch.tensor(xs, dtype=torch.float32)
    # A column, as the network's output is: (n, 1) against (n,) would broadcast to (n, n).
    targets = torch.tensor(ys, dtype=torch.float32).reshape(-1, 1)

    losses = []
    for _ in range(steps):
        loss = ((net(inputs) - targets) ** 2).sum()
        losses.append(loss.item())

        net.zero_grad()
        loss.backward()

        # The update is no part of the function whose gradient is asked for.
        with torch.no_grad():
            for p in net.parameters():
                p -= lr * p.grad
    return losses
