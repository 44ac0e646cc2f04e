"""Moments that programs send."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator


def _utc(moment: datetime) -> datetime:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    except OverflowError:  # the first and the last day that there are, in a zone far from UTC
        raise ValueError('This moment is outside of all that can be told.') from None


MomentSent = Annotated[datetime, AfterValidator(_utc)]
"""A moment in UTC, to the second; one that names no zone is in UTC already."""
