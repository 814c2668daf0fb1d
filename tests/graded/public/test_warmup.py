"""Part 1.1: the derivative by hand and by difference."""

from grader.suite import check, probe


@check("1.1", points=1, hint="power_rule",
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
