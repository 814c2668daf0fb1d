# -*- coding: latin-1 -*-
Q1 = "C"  # les chiffres communs s'annulent
Q2 = "A"  # la dérivée de L par elle-même
Q3 = "D"
Q4 = "B"
Q5 = "C"  # entrée muette
Q6 = "D"
Q7 = "A"
Q8 = "B"  # saturé
