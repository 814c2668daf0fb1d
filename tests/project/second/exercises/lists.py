"""Parts b and c."""


def median(numbers):
    """The number in the middle, by size; of two in the middle, their mean."""
    raise NotImplementedError("b: the median")


def running_total(numbers):
    """The sum up to each number: [1, 2, 3] gives [1, 3, 6]."""
    raise NotImplementedError("c: the sums on the way")
