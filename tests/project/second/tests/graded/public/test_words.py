"""Part a."""

from grader.suite import check, probe


@check("a", points=2, title="initials takes the first letter of each word, as a capital.")
@probe("""
    from words import initials
""", "initials('Ada Lovelace')", "initials('grace brewster hopper')", "initials('plato')")
def test_initials(agree):
    agree()
