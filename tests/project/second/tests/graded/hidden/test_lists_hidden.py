"""Parts b and c."""

from grader.suite import check, probe


@check("b", points=2, title="median leaves the list that it is given as it was.")
@probe("""
    from lists import median
    numbers = [4, 1, 3, 8]
    result = median(numbers)
""", "result", "numbers")
def test_left_alone(agree):
    agree()


@check("c", points=1, title="running_total of nothing is nothing, and of one is that one.")
@probe("""
    from lists import running_total
""", "running_total([])", "running_total([5])")
def test_short(agree):
    agree()
