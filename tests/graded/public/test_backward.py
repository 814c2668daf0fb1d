"""Part 4.2: `backward()` runs every node once, in the right order, from a seed of 1.

The right rules stand in the place of the nodes' own, and the output's grad is 1.0 before the
call where the seed is not what is asked: see `snippets.py` and `by_seed`.
"""

from graphs import gradients
from projections import by_seed, more_than_once, too_early
from snippets import RULE, leaves, made_from, orderings, steps

from grader.suite import check, probe, probes

# Both ways down from d to a are of one length; from t to p one is longer by three steps.
DIAMOND = ("a = x * y", "b = a + x", "c = y * a", "d = b * c")
UNEVEN = ("p = x + y", "q = p * y", "r = q + y", "s = r * x", "t = p * s")


@check("4.2", points=1.5, hint="seed", picture=gradients,
       title="backward() sets the output's own grad to 1.0, before all else.")
@probe(RULE + leaves(x=2.0, y=-3.0) + steps("L = x * y") + """\
L.backward()
""", "L.grad", "x.grad", "y.grad")
@probe(RULE + leaves(x=2.0, y=-3.0) + steps("L = x + y") + """\
L.backward()
""", "L.grad", "x.grad", "y.grad")
def test_seed(agree):
    agree()


@check("4.2", points=1, hint="all_nodes", picture=gradients,
       title="The gradient travels down a chain of operations to the leaves.")
@probe(RULE + leaves(x=2.0, y=-3.0, z=0.5, w=4.0)
       + steps("a = x * y", "b = a + z", "L = b * w") + """\
L.grad = 1.0
L.backward()
""", "L.grad", "b.grad", "w.grad", "a.grad", "z.grad", "x.grad", "y.grad")
def test_chain(agree):
    agree(through=by_seed)


@check("4.2", points=1.75, hint="order", picture=gradients,
       title="A node runs only after all the nodes that were made from it.")
@probes([*orderings(DIAMOND, x=1.3, y=-0.7), *orderings(UNEVEN, x=1.3, y=-0.7)])
def test_order(agree):
    agree(through=too_early(made_from(*DIAMOND, *UNEVEN)))


@check("4.2", points=1, hint="once", picture=gradients,
       title="Every node runs once, however many paths lead to it.")
@probes([*orderings(UNEVEN, x=1.3, y=-0.7), *orderings(DIAMOND, x=0.9, y=1.7)])
def test_once(agree):
    agree(through=more_than_once)


@check("4.2", points=1, hint="accumulate", picture=gradients,
       title="A node on several paths gets the sum over them, and hands it on.")
@probe(RULE + leaves(x=2.0, y=-3.0)
       + steps("a = x * y", "b = a + x", "c = a * y", "L = b * c") + """\
L.grad = 1.0
L.backward()
""", "L.grad", "b.grad", "c.grad", "a.grad", "x.grad", "y.grad")
@probe(RULE + leaves(y=0.5, x=-3.0)
       + steps("a = y + x", "b = a * y", "c = b * x", "L = a * c") + """\
L.grad = 1.0
L.backward()
""", "L.grad", "b.grad", "c.grad", "a.grad", "x.grad", "y.grad")
def test_paths_add_up(agree):
    agree(through=by_seed)


@check("4.2", points=1, hint="two_graphs", picture=gradients,
       title="Two graphs over the same leaves: their gradients add up.")
@probe(RULE + leaves(x=2.0, y=-3.0) + steps("a = x * y", "L = a + x") + """\
L.grad = 1.0
L.backward()
""" + steps("b = x + y", "M = b * y") + """\
M.grad = 1.0
M.backward()
""", "L.grad", "a.grad", "b.grad", "x.grad", "y.grad")
def test_graphs_add_up(agree):
    agree(through=by_seed)


@check("4.2", points=0.75, hint="second_call", picture=gradients,
       title="A second backward() adds to the grads of the first.")
@probe(RULE + leaves(x=2.0, y=-3.0) + steps("L = x * y") + """\
for call in (1, 2):
    L.grad = 1.0
    L.backward()
""", "L.grad", "x.grad", "y.grad")
def test_second_call(agree):
    agree(through=by_seed)
