"""What the screen of numbers lets an artist take along."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app import accounts, storage
from app.artist import numbers

router = APIRouter(prefix='/files/artist')
Name = Annotated[str, Query(max_length=80)]
Subject = Annotated[str, Query(max_length=200)]


@router.get('/numbers')
def numbers_file(platform: Name, metric: Name, subject: Subject = '') -> Response:
    """One series as a CSV file."""
    name, content = numbers.export(accounts.current_user('artist').id, platform, metric, subject)
    headers = {'Cache-Control': 'no-store', 'Content-Disposition': storage.disposition(name)}
    return Response(content, headers=headers, media_type='text/csv; charset=utf-8')
