"""The bonus: the sheet's own samples, and a run to its end.

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
xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
ys = [1.0, -1.0, -1.0, 1.0]
"""


@check("bonus", points=2, hint="layers",
       title="The sheet's network and samples: the first losses.")
@probe(DRAW_ALIKE, "train_torch(xs, ys, steps=3)", "train_torch(xs, ys, steps=3, seed=41)")
def test_torch_sheet_samples(agree):
    agree(rel=NEAR)


@check("bonus", points=2, hint="update",
       title="Two hundred steps at 0.05: the loss goes all the way down.")
@probe(DRAW_ALIKE + """
losses = train_torch(xs, ys, seed=42)
""", "len(losses)", "losses[:20]", "losses[-20:]")
def test_torch_to_the_end(agree):
    agree(rel=NEAR)
