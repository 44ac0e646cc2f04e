"""What artists themselves hear of the sounds on their page, public or not."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app import accounts
from app.api.delivery import play
from app.artist import showcase_views

router = APIRouter()


@router.get('/files/artist/sounds/{sound_id}')
def own_sound(request: Request, sound_id: str) -> Response:
    """What is heard of one of their sounds."""
    user = accounts.current_user('artist')
    return play(request, showcase_views.own(user.id, sound_id), 'audio/mpeg')
