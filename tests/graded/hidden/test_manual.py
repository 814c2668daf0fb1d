"""Part 3: the numbers of the sheet's own graph, and others."""

from snippets import LINKED

from grader.suite import check, probe


@check("3", points=0.5, hint="forward",
       title="warmup_graph() holds the values of e, d and L.")
@probe("""
    from manual import warmup_graph
    nodes = warmup_graph()
""", *(f'nodes["{name}"].data' for name in "edL"))
def test_graph_values(agree):
    agree()


@check("3", points=1, alone=True, hint="local_rules",
       title="backprop_by_hand is right for other numbers, zeros and negative ones among them.")
@probe(LINKED + """
nodes = graph(a=0.0, b=-1.75, c=0.5, f=-4.0, e=0.0, d=0.5, L=-2.0)
backprop_by_hand(nodes)
""", *(f'nodes["{name}"].grad' for name in "Ldfecab"))
@probe(LINKED + """
nodes = graph(a=2.0, b=0.0, c=0.0, f=0.0, e=0.0, d=0.0, L=0.0)
backprop_by_hand(nodes)
""", *(f'nodes["{name}"].grad' for name in "Ldfecab"))
@probe("""
    from engine import Value
    from manual import backprop_by_hand
    nodes = {"a": Value(2.5), "b": Value(-2.0), "c": Value(5.0), "f": Value(1.5)}
    nodes["e"] = nodes["a"] * nodes["b"]
    nodes["d"] = nodes["e"] + nodes["c"]
    nodes["L"] = nodes["d"] * nodes["f"]
    backprop_by_hand(nodes)
""", *(f'nodes["{name}"].grad' for name in "Ldfecab"))
def test_by_hand_other_numbers(agree):
    agree()


@check("3", points=1, hint="every_leaf",
       title="numeric_gradient is dL/da, dL/db, dL/dc and dL/df.")
@probe("""
    from manual import numeric_gradient
""", *(f'numeric_gradient("{name}")' for name in "abcf"))
def test_numeric_gradients(agree):
    agree(rel=1e-6)


@check("3", points=0.5, hint="both_calls_alike",
       title="numeric_gradient takes any h, and leaves nothing bumped behind.")
@probe("""
    from manual import numeric_gradient
    first = numeric_gradient("a", 0.5)
    second = numeric_gradient("b", h=0.25)
    third = numeric_gradient("f", 1e-3)
    fourth = numeric_gradient("c")
""", "first", "second", "third", "fourth")
def test_numeric_leaves_nothing_behind(agree):
    agree(rel=1e-6)


@check("3", points=1, hint="step_size",
       title="One ascent_step on the sheet's graph makes L larger, by lr = 0.01.")
@probe("""
    from manual import ascent_step, warmup_graph
    nodes = warmup_graph()
    grads = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
    for name, grad in grads.items():
        nodes[name].grad = grad
    new_L = ascent_step(nodes)
""", "new_L", *(f'nodes["{name}"].data' for name in "abcf"))
def test_ascent_on_the_sheets_graph(agree):
    agree()
