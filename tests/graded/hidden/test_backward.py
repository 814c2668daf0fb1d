"""Part 4.2: larger graphs, and what `backward()` must leave alone."""

from graphs import gradients
from projections import by_seed, too_early
from snippets import RULE, leaves, made_from, orderings, steps

from grader.suite import check, probe, probes

# Many rungs between two ways down; a node that five others wait for; a short way and a long one.
LADDER = ("a = x * y", "b = a + z", "c = b * y", "d = c + b", "e = d * a", "f = e + c", "g = f * d")
FAN = ("h = x + z", "i = h * x", "j = h * y", "k = h + z", "l = h * h", "m = i + j", "n = k + l",
       "o = m * n", "p = h + o")
LATE = ("q = x * z", "r = q + y", "s = r + x", "t = s * z", "u = t + y", "v = q * y", "w = v + u")


@check("4.2", points=0.75, hint="order", picture=gradients,
       title="On larger graphs too, no node runs before one that was made from it.")
@probes([*orderings(LADDER, x=1.3, y=-0.7, z=0.6), *orderings(FAN, x=0.9, y=1.7, z=-0.4),
         *orderings(LATE, x=-1.1, y=0.7, z=0.3)])
def test_order_on_larger_graphs(agree):
    agree(through=too_early(made_from(*LADDER, *FAN, *LATE)))


@check("4.2", points=0.5, hint="accumulate", picture=gradients,
       title="The gradients are right where many paths cross.")
@probe(RULE + leaves(x=2.0, y=-3.0, z=0.5) + steps(*LADDER) + """\
g.grad = 1.0
g.backward()
""", "g.grad", *(f"{name}.grad" for name in "fedcbaxyz"))
@probe(RULE + leaves(z=-1.0, y=2.0, x=0.5) + steps(*FAN) + """\
p.grad = 1.0
p.backward()
""", "p.grad", *(f"{name}.grad" for name in "onmlkjihxyz"))
@probe(RULE + leaves(y=4.0, x=-1.5, z=0.25) + steps(*LATE) + """\
w.grad = 1.0
w.backward()
""", "w.grad", *(f"{name}.grad" for name in "vutsrqxyz"))
def test_crossing_paths(agree):
    agree(through=by_seed)


@check("4.2", points=0.5, hint="deep",
       title="A graph of fifty operations, with thousands of paths through it, comes out right.")
@probe(RULE + """
x, y = Value(0.5), Value(3.0)
node = x * y
nodes = [(node, (x, 3.0), (y, 0.5))]
for n in range(12):
    left, right = node + x, node + y
    nodes += [(left, (node, 1.0), (x, 1.0)), (right, (node, 1.0), (y, 1.0))]
    node = left + right
    nodes += [(node, (left, 1.0), (right, 1.0))]
for n in range(13):
    below, node = node, node + x
    nodes += [(node, (below, 1.0), (x, 1.0))]
for leaf in (x, y):
    rule("leaf", leaf)
for number, parts in enumerate(nodes):
    rule(number, *parts)
node.grad = 1.0
node.backward()
""", "node.grad", "left.grad", "right.grad", "x.grad", "y.grad")
def test_deep(agree):
    agree(through=by_seed)


@check("4.2", points=0.5, hint="reseed", picture=gradients,
       title="backward() sets the output's grad to 1.0, whatever was there.")
@probe(RULE + leaves(x=2.0, y=-3.0) + steps("L = x * y") + """\
L.grad = 5.0
L.backward()
""", "L.grad", "x.grad", "y.grad")
def test_seed_is_set(agree):
    agree()


@check("4.2", points=0.5, hint="inner_node", picture=gradients,
       title="Nodes that the output was not made from keep the grad they have.")
@probe(RULE + leaves(x=2.0, y=-3.0, z=0.5)
       + steps("a = x * y", "b = a + y", "c = a * z", "d = b * c") + """\
c.grad, d.grad, z.grad = 7.0, -2.5, 0.25
b.grad = 1.0
b.backward()
""", "b.grad", "a.grad", "x.grad", "y.grad", "c.grad", "d.grad", "z.grad")
def test_the_rest_is_left_alone(agree):
    agree(through=by_seed)


@check("4.2", points=0.5, hint="fresh_state", picture=gradients,
       title="backward() works on its own node, with two graphs side by side.")
@probe(RULE + leaves(x=2.0, y=-3.0) + steps("p = x * y")
       + leaves(u=0.5, v=4.0) + steps("q = u + v", "r = q * v") + """\
r.grad = 1.0
r.backward()
p.grad = 1.0
p.backward()
""", "r.grad", "p.grad", "x.grad", "y.grad", "q.grad", "u.grad", "v.grad")
@probe(RULE + leaves(x=2.0, y=-3.0, z=0.5) + steps("a = x * y", "d = a + z", "L = d * z") + """\
L.grad = 1.0
L.backward()
for node in (x, y, z, a, d, L):
    node.grad = 0.0
M = d * x
rule("M", M, (d, x.data), (x, d.data))
M.grad = 1.0
M.backward()
""", "M.grad", "d.grad", "a.grad", "x.grad", "y.grad", "z.grad")
def test_two_graphs_side_by_side(agree):
    agree(through=by_seed)


@check("4.2", points=0.5, hint="once", picture=gradients,
       title="Nodes of equal data are told apart.")
@probe(RULE + leaves(x=3.0, y=3.0, z=3.0)
       + steps("a = x + y", "b = y + z", "c = x * z", "d = a * b", "L = d + c") + """\
L.grad = 1.0
L.backward()
""", "L.grad", *(f"{name}.grad" for name in "dcbaxyz"))
def test_equal_data_apart(agree):
    agree(through=by_seed)


@check("4.2", points=0.25, hint="leaf",
       title="backward() on a leaf sets its grad to 1.0.")
@probe("""
    from engine import Value
    v, w = Value(2.5), Value(-4.0)
    v.backward()
""", "v.grad", "w.grad")
def test_backward_on_a_leaf(agree):
    agree()
