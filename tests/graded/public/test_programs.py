"""Parts 4.2 and 5.1: random expressions, composed once for everyone."""

from grader.suite import check, probes
from tests.graded.programs import by_node, kept, shrink


@check("4.2", points=1, title="Random expressions of + and *: every value and gradient is right.")
@probes(kept(__file__, "sums_and_products"))
def test_random_expressions(agree):
    agree(through=by_node, shrink=shrink)


@check("4.2", points=1, title="Chains of 20 to 60 operations: every value and gradient is right.",
       hint="deep")
@probes(kept(__file__, "long_chains"))
def test_random_chains(agree):
    agree(through=by_node, shrink=shrink)


@check("5.1", points=1, title="Random expressions of + - * / with plain numbers on either side.")
@probes(kept(__file__, "arithmetic"))
def test_random_arithmetic(agree):
    agree(through=by_node, shrink=shrink)


@check("5.1", points=1, title="Random expressions of all operators, with tanh, exp and **.")
@probes(kept(__file__, "all_operators"))
def test_random_operators(agree):
    agree(through=by_node, shrink=shrink)
