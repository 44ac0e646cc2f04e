"""The sessions of a studio, of an engineer or of a client, for whichever calendar program has the address."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.public.answers import kept
from app.studio import calendars, feeds

router = APIRouter()


@router.head(feeds.PREFIX + '{token}.ics', include_in_schema=False)
@router.get(feeds.PREFIX + '{token}.ics')
def calendar(request: Request, token: Annotated[str, Path(max_length=100)]) -> Response:
    """Sessions, as RFC 5545 has them; a program that has them already is told so by their mark."""
    headers = {
        'Cache-Control': 'private, no-cache',
        'Content-Disposition': 'inline; filename="sessions.ics"',
        'X-Robots-Tag': 'noindex',
    }
    return kept(request, feeds.read(token), calendars.MEDIA, headers=headers)
