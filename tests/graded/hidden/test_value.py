"""Part 2: what goes unnoticed until a graph is larger."""

from projections import members

from grader.suite import check, probe


@check("2", points=0.75, hint="new_node",
       title="Adding and multiplying leave the operands as they were.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    a.grad, b.grad = 0.5, 0.25
    c = a + b
    d = a * b
    e = c * a
""", "a.data", "a.grad", "a._prev", "a._op", "b.data", "b.grad", "b._prev", "b._op", "c.data")
def test_operands_unchanged(agree):
    agree(through=members)


@check("2", points=0.75, hint="grad_start",
       title="Two graphs share nothing: no grad, no _prev.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    c = a + b
    a.grad = 3.0
    c.grad = 7.0
    v = Value(1.5)
    w = v * v
""", "a.grad", "b.grad", "v.grad", "v._prev", "w.grad", "w._prev", "c._prev")
def test_nothing_shared(agree):
    agree(through=members)


@check("2", points=0.5, hint="attributes",
       title="Value(data, _children, _op, label) keeps what it is given.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    c = Value(-10.0, (a, b), "*", "c")
    d = Value(1.0, _children=(c,), _op="tanh", label="d")
    e = Value(7.0, label="e")
""", "c.data", "c._prev", "c._op", "d._prev", "d._op", "e.data", "e._prev")
def test_constructor(agree):
    agree(through=members)


@check("2", points=0.5, hint="prev",
       title="Two Values of equal data are two nodes.")
@probe("""
    from engine import Value
    a, b = Value(3.0), Value(3.0)
    c, d = a + b, a * b
""", "c._prev", "d._prev")
def test_equal_data(agree):
    agree(through=members)


@check("2", points=0.5, hint="new_node",
       title="Every operation makes a node of its own.")
@probe("""
    from engine import Value
    a, zero, one = Value(3.0), Value(0.0), Value(1.0)
    s, t = a + zero, a * one
    u = a * one
    made = [a, s, t, u]
""", "made", "s._prev", "t._prev", "u._prev", "u.data")
@probe("""
    from engine import Value
    a, b, zero = Value(2.5), Value(-4.0), Value(0.0)
    p, q = zero * a, a * zero
    s, t = a + b, a + b
    u, v = a * b, a * b
    made = [p, q, s, t, u, v]
""", "made", "p._prev", "p._op", "q._prev")
def test_new_nodes(agree):
    agree(through=members)
