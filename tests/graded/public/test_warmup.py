"""Part 1.1: the derivative by hand and by difference; 1.2, one number a check.

What is found by hand is secret: a student is told whether it is right, and not what is.
"""

from grader.suite import check, probe


@check("1.1", points=1, secret=True, hint="power_rule",
       title="f_prime(x) is the derivative of 3x² - 4x + 5.")
@probe("""
    from warmup import f_prime
""", "f_prime(-3.0)", "f_prime(-0.5)", "f_prime(0.0)", "f_prime(0.25)", "f_prime(1.0)",
     "f_prime(10)")
def test_f_prime(agree):
    agree()


@check("1.1", points=1, hint="quotient",
       title="forward_difference(f, x, h) is the slope of f between x and x + h.")
@probe("""
    from warmup import forward_difference
    square = lambda x: x * x
    line = lambda x: 3.0 - 2.0 * x
""", "forward_difference(square, 3.0, 0.5)", "forward_difference(square, -1.0, 0.25)",
     "forward_difference(line, 1.5, 1.0)")
def test_forward_difference(agree):
    agree()


@check("1.1", points=1, hint="nearest",
       title="best_step finds the step whose forward difference is nearest df(x).")
@probe("""
    from warmup import best_step
    square = lambda x: x * x
    slope = lambda x: 2.0 * x
    steeper = lambda x: 2.0 * x + 0.25
""", "best_step(square, slope, 1.0, [0.5, 0.25, 0.125])",
     "best_step(square, slope, 1.0, [0.125, 0.5, 0.25])",
     "best_step(square, slope, 3.0, [1.0, 0.0625, 0.5])",
     "best_step(square, steeper, 1.0, [1.0, 0.25, 0.0625])")
def test_best_step(agree):
    agree()


@check("1.1", points=1, hint="first_of_equals",
       title="Of steps that are equally good, best_step returns the first in the list.")
@probe("""
    from warmup import best_step
    line = lambda x: 3.0 * x + 1.0
    slope = lambda x: 3.0
    flat = lambda x: 2.5
""", "best_step(line, slope, 2.0, [0.25, 0.5, 1.0])",
     "best_step(line, slope, 2.0, [1.0, 0.5, 0.25])",
     "best_step(line, flat, 2.0, [0.5, 0.25, 1.0])")
def test_best_step_ties(agree):
    agree()


@check("1.2", points=0.5, secret=True, hint="forward",
       title="By hand: the value of e.")
@probe("from warmup import HAND_FORWARD", 'HAND_FORWARD["e"]')
def test_value_of_e(agree):
    agree()


@check("1.2", points=0.5, secret=True, hint="forward",
       title="By hand: the value of d.")
@probe("from warmup import HAND_FORWARD", 'HAND_FORWARD["d"]')
def test_value_of_d(agree):
    agree()


@check("1.2", points=0.5, secret=True, hint="forward",
       title="By hand: the value of L.")
@probe("from warmup import HAND_FORWARD", 'HAND_FORWARD["L"]')
def test_value_of_L(agree):
    agree()


@check("1.2", points=0.5, secret=True, hint="seed",
       title="By hand: the gradient of L.")
@probe("from warmup import HAND_GRADIENTS", 'HAND_GRADIENTS["L"]')
def test_gradient_of_L(agree):
    agree()


@check("1.2", points=0.75, secret=True, hint="product_rule",
       title="By hand: the gradient of d.")
@probe("from warmup import HAND_GRADIENTS", 'HAND_GRADIENTS["d"]')
def test_gradient_of_d(agree):
    agree()


@check("1.2", points=0.75, secret=True, hint="product_rule",
       title="By hand: the gradient of f.")
@probe("from warmup import HAND_GRADIENTS", 'HAND_GRADIENTS["f"]')
def test_gradient_of_f(agree):
    agree()


@check("1.2", points=0.5, secret=True, hint="sum_rule",
       title="By hand: the gradient of c.")
@probe("from warmup import HAND_GRADIENTS", 'HAND_GRADIENTS["c"]')
def test_gradient_of_c(agree):
    agree()


@check("1.2", points=0.5, secret=True, hint="sum_rule",
       title="By hand: the gradient of e.")
@probe("from warmup import HAND_GRADIENTS", 'HAND_GRADIENTS["e"]')
def test_gradient_of_e(agree):
    agree()


@check("1.2", points=0.75, secret=True, hint="chain_rule",
       title="By hand: the gradient of a.")
@probe("from warmup import HAND_GRADIENTS", 'HAND_GRADIENTS["a"]')
def test_gradient_of_a(agree):
    agree()


@check("1.2", points=0.75, secret=True, hint="chain_rule",
       title="By hand: the gradient of b.")
@probe("from warmup import HAND_GRADIENTS", 'HAND_GRADIENTS["b"]')
def test_gradient_of_b(agree):
    agree()
