def answers():
    yield from "CADBCDAB"


Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8 = answers()
