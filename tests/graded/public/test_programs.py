"""Parts 4.2 and 5.1: random expressions, composed once for everyone."""

from graphs import gradients
from programs import by_node, kept, shrink

from grader.suite import check, probes


@check("4.2", points=1, picture=gradients,
       title="Random expressions of + and * get the right values and gradients.")
@probes(kept(__file__, "sums_and_products"))
def test_random_expressions(agree):
    agree(through=by_node, shrink=shrink)


@check("4.2", points=1, hint="deep", picture=gradients,
       title="Chains of 20 to 60 operations get the right values and gradients.")
@probes(kept(__file__, "long_chains"))
def test_random_chains(agree):
    agree(through=by_node, shrink=shrink)


@check("5.1", points=1, picture=gradients,
       title="Random expressions of + - * /, with numbers on either side, come out right.")
@probes(kept(__file__, "arithmetic"))
def test_random_arithmetic(agree):
    agree(through=by_node, shrink=shrink)


@check("5.1", points=1, picture=gradients,
       title="Random expressions of all operators, tanh, exp and ** too, come out right.")
@probes(kept(__file__, "all_operators"))
def test_random_operators(agree):
    agree(through=by_node, shrink=shrink)
