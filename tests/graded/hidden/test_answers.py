"""Part Q: eight letters."""

from projections import letter

from grader.suite import check, probe


@check("Q", points=0.5, hint="cancellation",
       title="Q1: what goes wrong in a difference quotient as h shrinks.")
@probe("from answers import Q1", "Q1")
def test_q1(agree):
    agree(through=letter)


@check("Q", points=0.5, hint="seed",
       title="Q2: why the output starts with a grad of 1.")
@probe("from answers import Q2", "Q2")
def test_q2(agree):
    agree(through=letter)


@check("Q", points=0.5, hint="order",
       title="Q3: why the order in which the nodes run matters.")
@probe("from answers import Q3", "Q3")
def test_q3(agree):
    agree(through=letter)


@check("Q", points=0.5, hint="second_call",
       title="Q4: a second backward() without zeroing.")
@probe("from answers import Q4", "Q4")
def test_q4(agree):
    agree(through=letter)


@check("Q", points=0.5, hint="silent_input",
       title="Q5: the weight of a silent input.")
@probe("from answers import Q5", "Q5")
def test_q5(agree):
    agree(through=letter)


@check("Q", points=0.5, hint="zero_grad",
       title="Q6: a training loop that does not zero the grads.")
@probe("from answers import Q6", "Q6")
def test_q6(agree):
    agree(through=letter)


@check("Q", points=0.5, hint="stale",
       title="Q7: stale values after an update.")
@probe("from answers import Q7", "Q7")
def test_q7(agree):
    agree(through=letter)


@check("Q", points=0.5, hint="saturation",
       title="Q8: why a saturated tanh stops learning.")
@probe("from answers import Q8", "Q8")
def test_q8(agree):
    agree(through=letter)
