"""Parts b and c."""


def median(numbers):
    """The number in the middle, by size; of two in the middle, their mean."""
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def running_total(numbers):
    """The sum up to each number: [1, 2, 3] gives [1, 3, 6]."""
    total, sums = 0, []
    for number in numbers:
        total += number
        sums.append(total)
    return sums
