"""The audit log as a file, for the admin: sent as it is read, however long it is."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from app.accounts import audit_log

router = APIRouter(prefix='/files/log')
MEDIA = {'csv': 'text/csv; charset=utf-8', 'json': 'application/json'}
Words = Annotated[str, Query(max_length=254)]


@router.get('/levelmix-log.{form}')
def export(
    form: Literal['csv', 'json'],
    who: Words = '',
    what: Words = '',
    whom: Words = '',
    about: Words = '',
    first: date | None = None,
    last: date | None = None,
) -> StreamingResponse:
    """The lines that are wanted, the oldest first."""
    lines = audit_log.exported(audit_log.Wanted(who, what, whom, about, first, last), form)
    headers = {
        'Content-Disposition': f'attachment; filename="levelmix-log.{form}"',
        'Cache-Control': 'no-store',
    }
    return StreamingResponse(lines, media_type=MEDIA[form], headers=headers)
