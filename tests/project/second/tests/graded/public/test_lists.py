"""Parts b and c."""

from grader.suite import check, probe


@check("b", points=1, title="median of an odd number of numbers is the one in the middle, by size.")
@probe("""
    from lists import median
""", "median([3, 1, 2])", "median([7, 9, 1, 3, 5])")
def test_odd(agree):
    agree()


@check("b", points=1, title="median of an even number of numbers is the mean of two.")
@probe("""
    from lists import median
""", "median([1, 2, 3, 4])")
def test_even(agree):
    agree()


@check("c", points=1, title="running_total has the sum up to each number.")
@probe("""
    from lists import running_total
""", "running_total([1, 2, 3])")
def test_sums(agree):
    agree()
