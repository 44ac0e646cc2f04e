"""Whether the server lives."""

from fastapi import APIRouter
from sqlmodel import text

from app.db import reading

router = APIRouter()


@router.get('/healthz')
def healthy() -> dict[str, str]:
    """Answers when the server and its database do."""
    with reading() as session:
        session.connection().execute(text('SELECT 1'))
    return {'status': 'ok'}
