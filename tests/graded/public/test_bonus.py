"""The bonus: the same loop in PyTorch, to a thousandth, in single or double precision."""

from grader.suite import check, probe

NEAR = 1e-3


@check("bonus", points=2, hint="seed",
       title="The first loss is that of the untrained network of the seed.")
@probe("""
    from torch_bonus import train_torch
    xs, ys = [[2.0, -1.0], [0.5, 1.0], [-1.0, 3.0]], [1.0, -1.0, 1.0]
""", "train_torch(xs, ys, nouts=(3, 1), steps=1, seed=7)",
     "train_torch(xs, ys, nouts=(4, 2, 1), steps=1, seed=8)")
def test_torch_first_loss(agree):
    agree(rel=NEAR)


@check("bonus", points=2, hint="zero_grad",
       title="Each step goes against the gradient of that step alone, by lr.")
@probe("""
    from torch_bonus import train_torch
    xs, ys = [[2.0, -1.0], [0.5, 1.0], [-1.0, 3.0]], [1.0, -1.0, 1.0]
""", "train_torch(xs, ys, nouts=(3, 1), lr=0.1, steps=5, seed=7)",
     "train_torch(xs, ys, nouts=(4, 2, 1), lr=0.02, steps=4, seed=8)")
def test_torch_steps(agree):
    agree(rel=NEAR)


@check("bonus", points=2, hint="seed",
       title="Called again, train_torch gives the same losses.")
@probe("""
    import torch
    from torch_bonus import train_torch
    xs, ys = [[1.0], [-2.0]], [0.5, -0.5]
    first = train_torch(xs, ys, nouts=(2, 1), steps=3, seed=9)
    torch.rand(5)
    second = train_torch(xs, ys, nouts=(2, 1), steps=3, seed=9)
""", "first", "second")
def test_torch_again(agree):
    agree(rel=NEAR)
