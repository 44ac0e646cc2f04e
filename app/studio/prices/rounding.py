"""Whole cents: half a cent goes up."""


def half_up(number: int, divisor: int) -> int:
    """`number / divisor`, rounded to the nearest whole number, a half upwards; both are at least 0."""
    return (2 * number + divisor) // (2 * divisor)


def percent_of(cents: int, percent: int) -> int:
    """So many percent (0 to 100) of an amount."""
    return half_up(cents * percent, 100)
