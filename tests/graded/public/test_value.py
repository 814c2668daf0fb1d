"""Part 2: a Value, and the sum and product of two."""

from projections import any_zero, members

from grader.suite import check, probe


@check("2", points=1, hint="attributes",
       title="A new Value holds its number, and its grad is 0.0.")
@probe("""
    from engine import Value
    v, w = Value(3.5), Value(-4)
""", "v.data", "v.grad", "w.data", "w.grad")
def test_new_value(agree):
    agree()


@check("2", points=1, hint="leaf",
       title="A Value made from a number alone is a leaf: nothing in _prev, _op is ''.")
@probe("""
    from engine import Value
    v = Value(3.5)
""", "v._prev", "v._op")
def test_leaf(agree):
    agree(through=members)


@check("2", points=1, hint="data",
       title="a + b holds the sum of the two numbers.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    c, d = a + b, b + b
""", "c.data", "d.data")
def test_sum(agree):
    agree()


@check("2", points=1, hint="data",
       title="a * b holds the product of the two numbers.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    c, d = a * b, b * b
""", "c.data", "d.data")
def test_product(agree):
    agree()


@check("2", points=1, hint="returns_value",
       title="Results can be added and multiplied on.")
@probe("""
    from engine import Value
    a, b, c, f = Value(1.5), Value(4.0), Value(-2.0), Value(0.5)
    e = a * b
    d = e + c
    L = d * f
    g = (L + e) * (d + L)
""", "e.data", "d.data", "L.data", "g.data")
def test_expression(agree):
    agree()


@check("2", points=1.5, hint="prev",
       title="_prev holds the very nodes that a result was made from.")
@probe("""
    from engine import Value
    a, b, c = Value(1.5), Value(4.0), Value(-2.0)
    d = a * b
    e = d + c
""", "d._prev", "e._prev")
def test_prev(agree):
    agree(through=members)


@check("2", points=1, hint="op",
       title="_op names the operation: '+' or '*'.")
@probe("""
    from engine import Value
    a, b = Value(1.5), Value(4.0)
    c, d = a + b, a * b
""", "c._op", "d._op")
def test_op(agree):
    agree()


@check("2", points=1, hint="repr",
       title="repr shows data and grad: Value(data=…, grad=…).")
@probe("""
    from engine import Value
    v, w = Value(2.5), Value(-0.125)
    s = v * w
    w.grad = -1.5
""", "repr(v)", "repr(w)", "repr(s)")
@probe("""
    from engine import Value
    v, w = Value(-8.0), Value(0.123456789)
    v.grad = 2.000625
""", "repr(v)", "repr(w)")
def test_repr(agree):
    agree(through=any_zero)


@check("2", points=0.5, hint="prev",
       title="a + a and a * a are made from a, twice the same node.")
@probe("""
    from engine import Value
    a = Value(3.0)
    s, p = a + a, a * a
""", "s.data", "s._prev", "p.data", "p._prev")
def test_same_operand_twice(agree):
    agree(through=members)
