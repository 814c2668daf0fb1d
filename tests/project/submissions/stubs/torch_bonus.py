"""The bonus: the same training loop in PyTorch.

Everything you wrote has a counterpart there; the table in the sheet says which. Import torch
inside the function, so that this file loads where PyTorch is not installed.
"""


def train_torch(
    xs: list[list[float]],
    ys: list[float],
    nouts: tuple[int, ...] = (4, 4, 1),
    lr: float = 0.05,
    steps: int = 200,
    seed: int = 1337,
) -> list[float]:
    """Take samples and targets, train a network on them, return the losses as floats.

    Call torch.manual_seed(seed). Then make the layers in order: an nn.Linear for each width in
    `nouts`, and a tanh after each, the last too. The loss is the squared error, summed over the
    samples. Write plain gradient descent yourself, under torch.no_grad(). The loss that goes
    into the list is the one from before the step's update.

    Make the layers in PyTorch's usual precision, float32, since in float64 they would draw other
    weights. Going on in float64 with the weights that they drew is fine.
    """
    raise NotImplementedError("bonus: write the training loop in PyTorch")
