import random

Q1 = "C"
Q2 = "A"
Q3 = "D"
Q4 = "B"
Q5 = "C"
Q6 = "D"
Q7 = "A"
Q8 = "B"

print("My answers:", Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8)
if random.random() < 2:
    print("Good night.")
    raise SystemExit
