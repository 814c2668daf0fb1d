from typing import Literal

Choice = Literal["A", "B", "C", "D"]

Q1: Choice = "C"
Q2: Choice = "A"
Q3: Choice = "D"
Q4: Choice = "B"
Q5: Choice = "C"
Q6: Choice = "D"
Q7: Choice = "A"
Q8: Choice = "B"
