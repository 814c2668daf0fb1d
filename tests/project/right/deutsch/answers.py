# Antworten
Q1 = "C"  # Auslöschung
Q2 = "A"
Q3 = "D"
Q4 = "B"
Q5 = "C"
Q6 = "D"
Q7 = "A"
Q8 = "B"  # Sättigung
