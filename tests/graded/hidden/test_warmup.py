"""Part 1.1, at points and for functions that nobody has seen."""

from grader.suite import check, probe


@check("1.1", points=0.5, hint="by_hand",
       title="f_prime(x) is exact at large x too: it is the formula, not a difference.")
@probe("""
    from warmup import f_prime
""", "f_prime(1e6)", "f_prime(-2e7)", "f_prime(2.0)", "f_prime(0.6875)")
def test_f_prime_at_large_x(agree):
    agree()


@check("1.1", points=0.5, hint="any_function",
       title="forward_difference takes any function, any x and any step.")
@probe("""
    import math
    from warmup import forward_difference
    cube = lambda x: x * x * x
    inverse = lambda x: 1.0 / x
""", "forward_difference(cube, -1.5, 0.5)", "forward_difference(cube, 2.0, 0.125)",
     "forward_difference(inverse, 0.5, 1.5)", "forward_difference(cube, 2.0, 1e-16)",
     "forward_difference(math.exp, 0.0, 0.5)")
def test_forward_difference_of_other_functions(agree):
    agree()


@check("1.1", points=0.5, hint="absolute_error",
       title="best_step goes by the size of the error, whichever its sign.")
@probe("""
    from warmup import best_step
    hill = lambda x: 4.0 - x * x
    slope = lambda x: -2.0 * x
""", "best_step(hill, slope, 1.0, [0.5, 0.125, 0.25])",
     "best_step(hill, slope, -2.0, [0.0625, 0.25, 1.0])")
@probe("""
    from warmup import best_step
    square, double = lambda x: x * x, lambda x: 2.0 * x
    cube, slope = lambda x: x * x * x, lambda x: 3.0 * x * x
    steep, steeply = lambda x: 64.0 * x * x, lambda x: 128.0 * x
    tiny = [2.0 ** -21, 2.0 ** -24, 2.0 ** -26]
""", "best_step(cube, slope, -0.25, [0.25, 0.75])", "best_step(square, double, -0.25, [1.0, 0.5])",
     "best_step(square, double, 0.0, [0.5, 0.25])",
     "best_step(steep, steeply, 1.0, [0.25, 0.5, 0.0625])",
     "best_step(square, double, 1.0, tiny)", "best_step(square, double, 1.0, tiny[:2])")
def test_best_step_below(agree):
    agree()


@check("1.1", points=0.5, hint="nearest",
       title="best_step does not take the smallest step where a larger one is nearer.")
@probe("""
    from warmup import best_step
    square = lambda x: x * x
    slope = lambda x: 2.0 * x
    steeper = lambda x: 2.0 * x + 0.5
""", "best_step(square, slope, 2.0, [0.25, 2.0 ** -10, 1e-17])",
     "best_step(square, slope, 2.0, [1e-17, 0.5, 0.125])",
     "best_step(square, steeper, 1.0, [0.0625, 0.5, 0.125, 2.0])")
def test_best_step_is_not_the_smallest(agree):
    agree()
