"""Part 3: backpropagation by hand, in code."""

from graphs import gradients
from projections import members, over
from snippets import LINKED

from grader.suite import check, probe


@check("3", points=0.5, hint="names",
       title="warmup_graph() holds the leaves a, b, c and f of part 1.2.")
@probe("""
    from manual import warmup_graph
    nodes = warmup_graph()
""", *(f'nodes["{name}"].data' for name in "abcf"), 'nodes["a"].grad', 'nodes["L"].grad')
def test_graph_leaves(agree):
    agree()


@check("3", points=0.5, hint="forward",
       title="In warmup_graph() e is made from a and b, d from e and c, L from d and f.")
@probe("""
    from manual import warmup_graph
    nodes = warmup_graph()
    a, b, c, f, e, d, L = [nodes[name] for name in "abcfedL"]
""", "e._prev", "d._prev", "L._prev")
def test_graph_links(agree):
    agree(through=members)


@check("3", points=0.5, hint="fresh",
       title="warmup_graph() makes new nodes at each call.")
@probe("""
    from manual import warmup_graph
    first = warmup_graph()
    first["b"].data = 7.0
    first["b"].grad = 5.0
    second = warmup_graph()
    b, other_b = first["b"], second["b"]
    L, other_L = first["L"], second["L"]
""", "[b, other_b]", "[L, other_L]", "other_b.data", "other_b.grad")
@probe("""
    from manual import warmup_graph
    first, second = warmup_graph(), warmup_graph()
""", '[name for name in "abcfedL" if first[name] is second[name]]')
def test_graph_is_new(agree):
    agree()


@check("3", points=1, hint="any_data", picture=gradients,
       title="backprop_by_hand sets every node's grad, whatever the leaves hold.")
@probe("""
    from engine import Value
    from manual import backprop_by_hand
    nodes = {"a": Value(1.5), "b": Value(4.0),
             "c": Value(-2.0), "f": Value(0.25)}
    nodes["e"] = nodes["a"] * nodes["b"]
    nodes["d"] = nodes["e"] + nodes["c"]
    nodes["L"] = nodes["d"] * nodes["f"]
    backprop_by_hand(nodes)
""", *(f'nodes["{name}"].grad' for name in "Ldfecab"))
def test_by_hand(agree):
    agree()


@check("3", points=1, alone=True, hint="no_backward",
       title="backprop_by_hand goes by the local rules alone: backward() and _backward are idle.")
@probe(LINKED + """
nodes = graph(a=-0.5, b=6.0, c=1.0, f=3.0, e=-3.0, d=-2.0, L=-6.0)
backprop_by_hand(nodes)
""", *(f'nodes["{name}"].grad' for name in "Ldfecab"))
def test_by_hand_without_graph(agree):
    agree()


@check("3", points=1, hint="bump",
       title="numeric_gradient comes to the same as backprop_by_hand, for each leaf.")
@probe("""
    from manual import backprop_by_hand, numeric_gradient, warmup_graph
    nodes = warmup_graph()
    backprop_by_hand(nodes)
""", *(f'numeric_gradient("{name}")' for name in "abcf"),
       *(f'nodes["{name}"].grad' for name in "abcf"))
def test_numeric_is_by_hand(agree):
    pairs = [(f'numeric_gradient("{name}")', f'nodes["{name}"].grad') for name in "abcf"]
    agree(through=over(*pairs, apart=('nodes["a"].grad', 'nodes["b"].grad')), rel=1e-6)


@check("3", points=0.75, hint="direction",
       title="ascent_step moves the leaves a, b, c and f by lr along their grad.")
@probe("""
    from engine import Value
    from manual import ascent_step
    nodes = {"a": Value(1.5), "b": Value(4.0),
             "c": Value(-2.0), "f": Value(0.25)}
    nodes["e"] = nodes["a"] * nodes["b"]
    nodes["d"] = nodes["e"] + nodes["c"]
    nodes["L"] = nodes["d"] * nodes["f"]
    grads = {"L": 1.0, "d": 0.25, "f": 4.0, "e": 0.25, "c": 0.25,
             "a": 1.0, "b": 0.375}
    for name, grad in grads.items():
        nodes[name].grad = grad
    ascent_step(nodes, 0.5)
""", *(f'nodes["{name}"].data' for name in "abcf"))
@probe("""
    from manual import ascent_step, warmup_graph
    nodes = warmup_graph()
    grads = {"a": 1.0, "b": -20.0, "c": 0.5, "f": 3.0}
    for name, grad in grads.items():
        nodes[name].grad = grad
    before = {name: nodes[name].data for name in "abcf"}
    ascent_step(nodes, 0.125)
""", *(f'nodes["{name}"].data - before["{name}"]' for name in "abcf"))
def test_ascent_moves_leaves(agree):
    agree()


@check("3", points=0.75, hint="rerun",
       title="ascent_step runs the forward pass again and returns the new L.")
@probe("""
    from engine import Value
    from manual import ascent_step
    nodes = {"a": Value(1.5), "b": Value(4.0),
             "c": Value(-2.0), "f": Value(0.25)}
    nodes["e"] = nodes["a"] * nodes["b"]
    nodes["d"] = nodes["e"] + nodes["c"]
    nodes["L"] = nodes["d"] * nodes["f"]
    grads = {"L": 1.0, "d": 0.25, "f": 4.0, "e": 0.25, "c": 0.25,
             "a": 1.0, "b": 0.375}
    for name, grad in grads.items():
        nodes[name].grad = grad
    new_L = ascent_step(nodes, 0.25)
    again = ascent_step(nodes, 0.0)
""", "new_L", "again")
def test_ascent_returns_new_value(agree):
    agree()
