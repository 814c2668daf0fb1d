"""Signs that marks are not come by honestly: no points, and a line for the instructor."""

from snippets import COUNTED

from grader.compare import agrees
from grader.suite import probe, sign

# As they stand in the public suite; and again, with what no compiler sees.
PUBLIC = """
from engine import Value
a = Value(2.5)
out = a + a
a.grad, out.grad = 0.0, 1.0
out._backward()
"""
REWORDED = """
from engine import Value

a = Value(2.5)

out = a + a  # one operand, twice
a.grad, out.grad = 0.0, 1.0

out._backward()
"""


@sign("It answers a public example by its text: with blank lines and a comment in it, the same "
      "example comes out otherwise.")
@probe(PUBLIC, "a.grad")
@probe(REWORDED, "a.grad")
@probe(PUBLIC, "a.grad")
def test_goes_by_the_text(yours, right):
    first, other, again = (reply.answers[0] for reply in yours)
    wanted = right[0].answers[0]  # what remembers an earlier example is no cheat: it is asked again
    return agrees(first, wanted) and agrees(again, wanted) \
        and isinstance(other, float) and not agrees(other, wanted)


@sign("Its gradients come from differences: in a graph of sums and products, where every number "
      "is exact, the data is exact and the gradients are right to some digits only.")
@probe("""
    from engine import Value
    a, b, c = Value(1.5), Value(-2.75), Value(0.375)
    d = a * b
    e = d + c
    f = e * a
    L = f + d
    L.backward()
""", "d.data", "e.data", "f.data", "L.data", *(f"{name}.grad" for name in "abcdef"))
def test_gradients_from_differences(yours, right):
    mine, exact = yours[0].answers, right[0].answers
    if mine[:4] != exact[:4]:
        return False
    off = [abs(m - e) for m, e in zip(mine[4:], exact[4:], strict=True)]
    rounded = [round(m, 9) == m for m in mine[4:]]  # somebody's own idea of tidy numbers
    noisy = [1e-14 < d < 1e-3 and not r for d, r in zip(off, rounded, strict=True)]
    return max(off) < 1e-3 and sum(noisy) >= 2


@sign("backprop_by_hand calls backward() or _backward, which part 3 asks to do without.")
@probe(COUNTED + """
nodes = graph(a=0.5, b=-1.75, c=0.5, f=-4.0, e=-0.875, d=-0.375, L=1.5)
called.clear()
backprop_by_hand(nodes)
""", "called")
def test_by_hand_by_backward(yours, right):
    called = yours[0].answers[0]
    return isinstance(called, list) and bool(called) and {*called} <= {"backward", "_backward"}
