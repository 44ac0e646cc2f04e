"""The calendar of somebody's practice, for whichever program has its address."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.practice import calendars, ical
from app.public.answers import kept

router = APIRouter()


@router.head(calendars.PREFIX + '{token}.ics', include_in_schema=False)
@router.get(calendars.PREFIX + '{token}.ics')
def calendar(request: Request, token: Annotated[str, Path(max_length=100)]) -> Response:
    """When somebody practises, as RFC 5545 has it; a program that has it already is told so by its mark."""
    headers = {
        'Cache-Control': 'private, no-cache',
        'Content-Disposition': 'inline; filename="practice.ics"',
        'X-Robots-Tag': 'noindex',
    }
    return kept(request, calendars.feed(token), ical.MEDIA, headers=headers)
