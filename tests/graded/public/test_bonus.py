"""The bonus: the same loop in PyTorch, to a thousandth, in single or double precision.

From one seed a layer of float64 draws other weights than one of float32, and both are right: the
snippets have both draw alike.
"""

from grader.suite import check, probe

NEAR = 1e-3
DRAW_ALIKE = """
import torch
from torch_bonus import train_torch

def draw(layer):
    # The same weights from the same seed, in float32 and in float64.
    with torch.no_grad():
        for p in layer.parameters():
            p.copy_(torch.rand(p.shape, dtype=torch.float32) - 0.5)

torch.nn.Linear.reset_parameters = draw
xs, ys = [[2.0, -1.0], [0.5, 1.0], [-1.0, 3.0]], [1.0, -1.0, 1.0]
"""


@check("bonus", points=2, hint="seed",
       title="The first loss is that of the untrained network of the seed.")
@probe(DRAW_ALIKE, "train_torch(xs, ys, nouts=(3, 1), steps=1, seed=7)",
       "train_torch(xs, ys, nouts=(4, 2, 1), steps=1, seed=8)")
def test_torch_first_loss(agree):
    agree(rel=NEAR)


@check("bonus", points=2, hint="zero_grad",
       title="Each step goes against the gradient of that step alone, by lr.")
@probe(DRAW_ALIKE, "train_torch(xs, ys, nouts=(3, 1), lr=0.1, steps=5, seed=7)",
       "train_torch(xs, ys, nouts=(4, 2, 1), lr=0.02, steps=4, seed=8)")
def test_torch_steps(agree):
    agree(rel=NEAR)


@check("bonus", points=2, hint="seed",
       title="Called again, train_torch gives the same losses.")
@probe(DRAW_ALIKE + """
first = train_torch(xs, ys, nouts=(2, 1), steps=3, seed=9)
torch.rand(5)
again = train_torch(xs, ys, nouts=(2, 1), steps=3, seed=9)
other = train_torch(xs, [-1.0, 1.0, -1.0], nouts=(2, 1), steps=1, seed=9)
""", "len(first)", "[b / a for a, b in zip(first, again)]",
     "len({first[0], other[0]})")
def test_torch_again(agree):
    agree(rel=NEAR)
