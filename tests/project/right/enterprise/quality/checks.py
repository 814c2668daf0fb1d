"""Run with: python -m pytest quality/checks.py"""

import pytest
from engine import Value


def verify_addition() -> None:
    """Verify the addition."""
    assert (Value(1.0) + Value(2.0)).data == pytest.approx(3.0)
