"""Part 4.1: what one `_backward` of + and * adds to the grads of its two operands."""

from graphs import gradients

from grader.suite import check, probe


@check("4.1", points=0.5, hint="sum_slope", picture=gradients,
       title="The _backward of a + b hands its grad on to both operands.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    out = a + b
    a.grad, b.grad, out.grad = 0.0, 0.0, 1.0
    out._backward()
""", "a.grad", "b.grad")
@probe("""
    from engine import Value
    a, b = Value(3.0), Value(3.0)
    out = a + b
    a.grad, b.grad, out.grad = 0.0, 0.0, 1.0
    out._backward()
""", "a.grad", "b.grad")
def test_sum_hands_on(agree):
    agree()


@check("4.1", points=1, hint="which_factor", picture=gradients,
       title="The _backward of a * b gives each operand the other one's data.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    out = a * b
    a.grad, b.grad, out.grad = 0.0, 0.0, 1.0
    out._backward()
""", "a.grad", "b.grad")
@probe("""
    from engine import Value
    a, b = Value(3.0), Value(3.0)
    out = a * b
    a.grad, b.grad, out.grad = 0.0, 0.0, 1.0
    out._backward()
""", "a.grad", "b.grad")
@probe("""
    from engine import Value
    a, b, c, d = Value(0.0), Value(3.0), Value(-0.5), Value(0.0)
    p, q = a * b, c * d
    p.grad, q.grad = 1.0, 1.0
    p._backward()
    q._backward()
""", "a.grad", "b.grad", "c.grad", "d.grad")
def test_product_hands_on(agree):
    agree()


@check("4.1", points=0.75, hint="chain_rule", picture=gradients,
       title="In the _backward of a + b the local slope is multiplied by the result's grad.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    out = a + b
    a.grad, b.grad, out.grad = 0.0, 0.0, 3.7
    out._backward()
""", "a.grad", "b.grad")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    out = a + b
    a.grad, b.grad, out.grad = 0.0, 0.0, 0.0
    out._backward()
""", "a.grad", "b.grad")
def test_sum_chain_rule(agree):
    agree()


@check("4.1", points=0.75, hint="chain_rule", picture=gradients,
       title="In the _backward of a * b the local slope is multiplied by the result's grad.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    out = a * b
    a.grad, b.grad, out.grad = 0.0, 0.0, -0.3
    out._backward()
""", "a.grad", "b.grad")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    out = a * b
    a.grad, b.grad, out.grad = 0.0, 0.0, 0.0
    out._backward()
""", "a.grad", "b.grad")
def test_product_chain_rule(agree):
    agree()


@check("4.1", points=1, hint="accumulate", picture=gradients,
       title="The _backward of a + b adds to the grads that are there.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    out = a + b
    a.grad, b.grad, out.grad = 0.25, -5.0, 1.0
    out._backward()
""", "a.grad", "b.grad")
def test_sum_accumulates(agree):
    agree()


@check("4.1", points=1, hint="accumulate", picture=gradients,
       title="The _backward of a * b adds to the grads that are there.")
@probe("""
    from engine import Value
    a, b = Value(2.5), Value(-4.0)
    out = a * b
    a.grad, b.grad, out.grad = 0.25, -5.0, 1.0
    out._backward()
""", "a.grad", "b.grad")
def test_product_accumulates(agree):
    agree()


@check("4.1", points=1, hint="same_operand", picture=gradients,
       title="In a + a the one operand gets both shares.")
@probe("""
    from engine import Value
    a = Value(2.5)
    out = a + a
    a.grad, out.grad = 0.0, 1.0
    out._backward()
""", "a.grad")
def test_sum_with_itself(agree):
    agree()


@check("4.1", points=1, hint="same_operand", picture=gradients,
       title="In a * a the one operand gets both shares.")
@probe("""
    from engine import Value
    a = Value(2.5)
    out = a * a
    a.grad, out.grad = 0.0, 1.0
    out._backward()
""", "a.grad")
def test_product_with_itself(agree):
    agree()
