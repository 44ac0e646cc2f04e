"""A sentence in a voice of one's own, for the page that lists them."""

from fastapi import APIRouter, Request, Response

from app import accounts, storage
from app.api.delivery import play
from app.voice import own_voices

router = APIRouter(prefix='/files/voice/own')


@router.get('/{voice_id}/preview')
def preview(request: Request, voice_id: str) -> Response:
    """The sentence, in ranges."""
    key = own_voices.preview(accounts.current_user('voice').id, voice_id)
    return play(request, key, storage.media_type(key))
