"""Part 5.1: reflected operators backwards, adding to what is there, unusual exponents."""

from graphs import gradients
from projections import by_seed, members, tanh_op
from snippets import RULE, leaves

from grader.suite import check, probe

# One product above z, with its rule in place; z has its own.
DOWN = """\
L = z * k
rule("L", L, (z, k.data), (k, z.data))
L.grad = 1.0
L.backward()
"""


@check("5.1", points=0.5, hint="reflected", picture=gradients,
       title="The gradients of 2 - v and 3 / v are right.")
@probe(RULE + leaves(v=1.25, k=-2.3) + "z = 2 - v\n" + DOWN, "L.grad", "v.grad")
@probe(RULE + leaves(v=1.25, k=-2.3) + "z = 0.5 - v\n" + DOWN, "L.grad", "v.grad")
@probe(RULE + leaves(v=1.25, k=-2.3) + "z = 3 / v\n" + DOWN, "L.grad", "v.grad")
@probe(RULE + leaves(v=-0.4, k=-2.3) + "z = 0.5 / v\n" + DOWN, "L.grad", "v.grad")
def test_reflected_gradients(agree):
    agree(through=by_seed)


@check("5.1", points=0.25, hint="accumulate", picture=gradients,
       title="The _backward of exp() and of ** adds to the grad that is there.")
@probe("""
    from engine import Value
    v, w = Value(-0.5), Value(1.75)
    v.grad, w.grad = 2.0, -0.25
    x, p = v.exp(), w ** 2
    x.grad, p.grad = 1.0, 1.0
    x._backward()
    p._backward()
""", "v.grad", "w.grad")
def test_functions_accumulate(agree):
    agree()


@check("5.1", points=0.25, hint="accumulate", picture=gradients,
       title="-, / and tanh() add to the grads that are there.")
@probe(RULE + leaves(a=-0.5, b=1.75, k=3.0) + "z = a - b\na.grad, b.grad = 2.0, -0.25\n" + DOWN,
       "L.grad", "a.grad", "b.grad")
@probe(RULE + leaves(a=-0.5, b=1.75, k=3.0) + "z = a / b\na.grad, b.grad = 2.0, -0.25\n" + DOWN,
       "L.grad", "a.grad", "b.grad")
@probe(RULE + leaves(v=-0.5, k=3.0) + "z = v.tanh()\nv.grad = 2.0\n" + DOWN, "L.grad", "v.grad")
@probe(RULE + leaves(v=-0.5, k=3.0) + "z = v / v\n" + DOWN, "L.grad", "v.grad")
@probe(RULE + leaves(v=-0.5, k=3.0) + "z = v - v\n" + DOWN, "L.grad", "v.grad")
def test_operators_accumulate(agree):
    agree(through=by_seed)


@check("5.1", points=0.5, hint="zero_power",
       title="The _backward of ** is right for exponents 0 and 1, and for negative numbers.")
@probe("""
    from engine import Value
    v, w, x, y, z = Value(-1.5), Value(-1.5), Value(-0.5), Value(3.0), Value(6.25)
    powers = [v ** 0, w ** 1, x ** -3, y ** 2.0, z ** 0.5]
    for out in powers:
        out.grad = -1.3
        out._backward()
""", "v.grad", "w.grad", "x.grad", "y.grad", "z.grad")
def test_unusual_exponents(agree):
    agree()


@check("5.1", points=0.25, hint="links",
       title="_op names the operation: 'exp', and 'tanh' unless it is composed.")
@probe("""
    from engine import Value
    v = Value(0.5)
    t = v.tanh()
""", "t._op", "t._prev")
@probe("""
    from engine import Value
    v = Value(0.5)
    t = v.exp()
""", "t._op", "t._prev")
def test_op_of_functions(agree):
    agree(through=tanh_op)


@check("5.1", points=0.25, hint="unchanged",
       title="No operator changes its operands.")
@probe("""
    from engine import Value
    a, b = Value(1.5), Value(-4.0)
    a.grad, b.grad = 0.5, 0.25
    made = [a - b, a / b, -a, a ** 2, a.exp(), a.tanh(), a + 1, 1 - b, 2 / b, b * 3]
""", "a.data", "a.grad", "a._prev", "b.data", "b.grad", "b._prev", "len(made)")
def test_operands_kept(agree):
    agree(through=members)
