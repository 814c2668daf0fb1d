"""Part 5.1: the other operators, and plain numbers beside Values.

`-`, `/` and tanh may be made of other operations, so their gradients are asked by `backward()`
from one product above them, whose rule is put in its place; `exp` and `**` also by `_backward`.
"""

from graphs import gradients
from projections import by_seed
from snippets import RULE, leaves, steps

from grader.suite import check, probe

# A node below, so that backward() has to find its way to it from the result.
BELOW = RULE + leaves(v=-1.5, w=0.5) + steps("z = v * w")
SEEDED = "L.grad = 1.0\nL.backward()\n"
# One product above z, with its rule in place; z has its own.
DOWN = """\
L = z * k
rule("L", L, (z, k.data), (k, z.data))
L.grad = 1.0
L.backward()
"""


@check("5.1", points=0.5, hint="constants",
       title="A plain number may stand on the right: v + 2, v * 0.5.")
@probe("""
    from engine import Value
    v = Value(-1.5)
""", "(v + 2).data", "(v + 0.25).data", "(v * 3).data", "(v * 0.5).data")
def test_number_on_the_right(agree):
    agree()


@check("5.1", points=0.5, hint="reflected",
       title="A plain number may stand on the left: 2 + v, 0.5 * v, sum([…]).")
@probe("""
    from engine import Value
    v, w = Value(-1.5), Value(4.0)
""", "(2 + v).data", "(0.25 + v).data", "(3 * v).data", "(0.5 * v).data", "sum([v, w, v]).data")
def test_number_on_the_left(agree):
    agree()


@check("5.1", points=0.5, hint="subtraction",
       title="a - b is right for Values, and for a number on either side.")
@probe("""
    from engine import Value
    a, b = Value(-1.5), Value(4.0)
""", "(a - b).data", "(a - 2).data", "(a - 0.25).data", "(2 - a).data", "(0.25 - a).data")
def test_difference(agree):
    agree()


@check("5.1", points=0.5, hint="division",
       title="a / b is right for Values, and for a number on either side.")
@probe("""
    from engine import Value
    a, b = Value(-1.5), Value(4.0)
""", "(a / b).data", "(a / 2).data", "(a / 0.3).data", "(2 / b).data", "(0.75 / a).data")
def test_quotient(agree):
    agree()


@check("5.1", points=0.5, hint="power",
       title="v ** k is right for whole, negative and fractional k.")
@probe("""
    from engine import Value
    v, w = Value(-1.5), Value(4.0)
""", "(v ** 2).data", "(v ** 3).data", "(v ** -1).data", "(v ** 0).data", "(w ** 0.5).data",
     "(w ** -1.5).data", "(v ** 2.0).data")
def test_power(agree):
    agree()


@check("5.1", points=0.5, hint="default",
       title="-v, v.exp() and v.tanh() hold the right numbers.")
@probe("""
    from engine import Value
    v, w = Value(-1.5), Value(0.25)
""", "(-v).data", "(-w).data", "v.exp().data", "w.exp().data", "Value(0).exp().data",
     "Value(50.0).exp().data",
     "v.tanh().data", "w.tanh().data", "Value(0).tanh().data", "Value(18.0).tanh().data")
def test_functions(agree):
    agree()


@check("5.1", points=0.5, hint="exp", picture=gradients,
       title="The _backward of exp() hands down the result times its grad.")
@probe("""
    from engine import Value
    v = Value(-1.5)
    out = v.exp()
    out.grad = 1.0
    out._backward()
""", "v.grad")
@probe("""
    from engine import Value
    v = Value(0.75)
    out = v.exp()
    out.grad = 3.7
    out._backward()
""", "v.grad")
def test_exp_backward(agree):
    agree()


@check("5.1", points=0.5, hint="power", picture=gradients,
       title="The _backward of v ** k hands down k * v ** (k - 1) times its grad.")
@probe("""
    from engine import Value
    v = Value(2.5)
    out = v ** 3
    out.grad = 1.0
    out._backward()
""", "v.grad")
@probe("""
    from engine import Value
    v = Value(4.0)
    out = v ** -1.5
    out.grad = 3.7
    out._backward()
""", "v.grad")
def test_power_backward(agree):
    agree()


@check("5.1", points=0.5, hint="subtraction", picture=gradients,
       title="The gradients of a - b and -v are right.")
@probe(RULE + leaves(a=-1.5, b=4.0, k=3.0) + "z = a - b\n" + DOWN, "L.grad", "a.grad", "b.grad")
@probe(RULE + leaves(a=-1.5, k=-0.7) + "z = a - 2\n" + DOWN, "L.grad", "a.grad")
@probe(RULE + leaves(a=2.0, b=2.0, k=3.0) + "z = a - b\n" + DOWN, "L.grad", "a.grad", "b.grad")
@probe(RULE + leaves(v=-1.5, k=0.3) + "z = -v\n" + DOWN, "L.grad", "v.grad")
def test_difference_gradient(agree):
    agree(through=by_seed)


@check("5.1", points=0.5, hint="division", picture=gradients,
       title="The gradients of a / b are right.")
@probe(RULE + leaves(a=-1.5, b=4.0, k=3.0) + "z = a / b\n" + DOWN, "L.grad", "a.grad", "b.grad")
@probe(RULE + leaves(a=-1.5, k=-0.7) + "z = a / 2\n" + DOWN, "L.grad", "a.grad")
def test_quotient_gradient(agree):
    agree(through=by_seed)


@check("5.1", points=0.5, hint="tanh", picture=gradients,
       title="The gradient of tanh is 1 - tanh², times what comes from above.")
@probe(RULE + leaves(v=-0.75, k=3.0) + "z = v.tanh()\n" + DOWN, "L.grad", "v.grad")
@probe(RULE + leaves(v=0.0, k=-0.7) + "z = v.tanh()\n" + DOWN, "L.grad", "v.grad")
@probe(RULE + leaves(v=2.5, k=1.0) + "z = v.tanh()\n" + DOWN, "L.grad", "v.grad")
@probe(RULE + leaves(v=6.0, k=1000.0) + "z = v.tanh()\n" + DOWN, "L.grad", "v.grad")
def test_tanh_gradient(agree):
    agree(through=by_seed)


@check("5.1", points=0.5, hint="constants", picture=gradients,
       title="The gradients of v + 2, 2 + v, v * 2 and 2 * v are right.")
@probe(BELOW + """\
L = z + 2
rule("L", L, (z, 1.0))
""" + SEEDED, "L.grad", "z.grad", "v.grad")
@probe(BELOW + """\
L = 0.5 + z
rule("L", L, (z, 1.0))
""" + SEEDED, "L.grad", "z.grad", "v.grad")
@probe(BELOW + """\
L = z * 2
rule("L", L, (z, 2.0))
""" + SEEDED, "L.grad", "z.grad", "v.grad")
@probe(BELOW + """\
L = 0.5 * z
rule("L", L, (z, 0.5))
""" + SEEDED, "L.grad", "z.grad", "v.grad")
def test_numbers_gradient(agree):
    agree(through=by_seed)
