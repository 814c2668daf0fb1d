"""micrograde: a grader that runs no student code where an answer is known."""

__version__ = "0.1.0"
