"""Where platforms send people back to after they have, or have not, let us read their numbers there."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from app import accounts
from app.artist import connecting
from app.config import settings
from app.errors import NotAllowed, Refused
from app.public import answers
from app.public.look import Head, render

PREFIX = '/artist/connect/'
HEALTH = '/artist/platforms'
router = APIRouter(prefix='/artist/connect')
Word = Annotated[str, Query(max_length=4000)]


@router.get('/{platform}/callback')
def come_back(
    request: Request,
    platform: Annotated[str, Path(max_length=40)],
    state: Word = '',
    code: Word = '',
    error: Word = '',
) -> Response:
    """Take somebody back: to their connections, with a sentence about what came of it. A state that is none of their
    session's is no way in: 400."""
    user = accounts.current_user('artist')
    try:
        said = connecting.come_back(user.id, platform, state, '' if error else code, error).said
    except NotAllowed as refused:
        if str(refused) == connecting.STALE:
            html = render('gone.html', Head('Not connected'), heading='Not connected', sentence=str(refused))
            return answers.page(request, html, status=400, kept_s=None)
        said = str(refused)
    except Refused as refused:
        said = str(refused)
    answer = RedirectResponse(HEALTH, 303)
    answer.set_cookie(accounts.TOLD_COOKIE, quote(said), max_age=10, samesite='lax', secure=settings().secure)
    return answer
