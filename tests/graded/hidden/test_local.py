"""Part 4.1: whose `_backward` it is, and what it leaves alone."""

from graphs import gradients

from grader.suite import check, probe


@check("4.1", points=0.75, hint="leaf", picture=gradients,
       title="The _backward of a leaf does nothing, used or not.")
@probe("""
    from engine import Value
    a, b, v = Value(2.5), Value(-4.0), Value(1.5)
    c = a * b
    c.grad, a.grad, b.grad, v.grad = 2.0, 0.5, 0.25, 3.0
    a._backward()
    b._backward()
    v._backward()
    before = [a.grad, b.grad, v.grad, c.grad]
    c._backward()
""", "before", "a.grad", "b.grad")
@probe("""
    from engine import Value
    a, v = Value(2.5), Value(1.5)
    c = a + a
    a.grad, v.grad = 0.0, 0.0
    a._backward()
    v._backward()
""", "a.grad", "v.grad")
def test_leaf_does_nothing(agree):
    agree()


@check("4.1", points=0.75, hint="closure_owner", picture=gradients,
       title="Two results of the same operands each keep their own _backward.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    product = a * b
    total = a + b
    product.grad, total.grad = 1.5, 0.25
    product._backward()
    after_product = [a.grad, b.grad]
    a.grad = b.grad = 0.0
    total._backward()
""", "after_product", "a.grad", "b.grad")
def test_each_result_its_own(agree):
    agree()


@check("4.1", points=0.5, hint="accumulate", picture=gradients,
       title="A _backward that runs twice adds twice.")
@probe("""
    from engine import Value
    a, b = Value(0.5), Value(3.0)
    p, s = a * b, a + b
    p.grad, s.grad = 2.0, -0.75
    p._backward()
    p._backward()
    s._backward()
    s._backward()
""", "a.grad", "b.grad", "p.grad", "s.grad")
def test_runs_twice(agree):
    agree()


@check("4.1", points=1, hint="own_share", picture=gradients,
       title="A _backward changes its own operands' grads and nothing else.")
@probe("""
    from engine import Value
    a, b, c = Value(0.5), Value(3.0), Value(-2.0)
    p = a * b
    s = p + c
    q = s * p
    q.grad, s.grad, p.grad, a.grad = 1.7, 0.5, -0.25, 4.0
    q._backward()
""", "q.grad", "s.grad", "p.grad", "a.grad", "b.grad", "c.grad", "q.data", "s.data", "p.data")
@probe("""
    from engine import Value
    a, b, c = Value(0.5), Value(3.0), Value(-2.0)
    p = a * b
    s = p + c
    t = s + p
    t.grad, s.grad, p.grad, a.grad = 1.7, 0.5, -0.25, 4.0
    t._backward()
""", "t.grad", "s.grad", "p.grad", "a.grad", "b.grad", "c.grad", "t.data", "s.data", "p.data")
def test_goes_one_step(agree):
    agree()
