"""The names of all time zones: looked up once, because that walks through a folder of hundreds of files."""

from functools import cache
from zoneinfo import available_timezones


@cache
def names() -> frozenset[str]:
    """Every name that a time zone has here."""
    return frozenset(available_timezones())
