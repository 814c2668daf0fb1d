"""Questionnaire deliverables."""

from typing import Final

Q1: Final[str] = "C"
Q2: Final[str] = "A"
Q3: Final[str] = "D"
Q4: Final[str] = "B"
Q5: Final[str] = "C"
Q6: Final[str] = "D"
Q7: Final[str] = "A"
Q8: Final[str] = "B"
