Q1 = "C"  # cancellation
Q2 = "A"  # dL/dL
Q3 = "D"
Q4 = "B"
Q5 = "C"
Q6 = "D"
Q7 = "A"
Q8 = "B"
