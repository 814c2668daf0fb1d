"""Part a."""

from grader.suite import check, probe


@check("a", points=2, title="Spaces more than one do no harm.")
@probe("""
    from words import initials
""", "initials('  alan   mathison turing ')")
def test_spaces(agree):
    agree()
