"""The two errors that a person sees.

    MicrogradeError
    ├── OperatorError   the operator's mistake: the cause, and the next command to type (exit 2)
    └── GraderError     the grader's own failure: never a mark (exit 3)
"""


class MicrogradeError(Exception):
    """Something to tell a person, without a traceback."""


class OperatorError(MicrogradeError):
    """The operator's mistake, with what to type next."""

    def __init__(self, cause: str, next_step: str) -> None:
        self.cause = cause
        super().__init__(f"{cause}\n  next: {next_step}")


class GraderError(MicrogradeError):
    """The grader failed; whatever it was grading gets no mark from that."""
