"""What the screens of voice fetch: previews of voices, clips in every format, and their pieces while they are made."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from app import accounts
from app.api.delivery import deliver, play
from app.errors import NotFound
from app.voice import changing, listening, previews, queries, service, words
from app.voice.text.chapters import KINDS, written

router = APIRouter(prefix='/files/voice')
FRESH = {'Cache-Control': 'no-store'}
LASTING = {'Cache-Control': 'private, max-age=86400'}


@router.get('/previews/{voice}')
def preview(voice: str) -> Response:
    """How a voice sounds."""
    if not previews.there(voice):
        said = previews.counted(accounts.current_user('voice').id, voice)
        return Response(said, headers=LASTING, media_type='audio/wav')
    return FileResponse(previews.sound(voice), headers=LASTING, media_type='audio/mpeg')


@router.get('/clips/{clip_id}/takes/{place}', response_model=None)
def take(clip_id: str, place: Annotated[int, Path(ge=0, le=9999)]) -> Response:
    """One piece of a clip, as soon as it is said; 204 where it is not there; with `Retry-After` if it may come."""
    found, more = listening.look(accounts.current_user('voice').id, clip_id, place)
    if found is None:
        return Response(status_code=204, headers=FRESH | ({'Retry-After': '1'} if more else {}))
    sound = listening.head(found.rate, len(found.sound)) + found.levelled
    return Response(sound, headers=FRESH, media_type='audio/wav')


@router.head('/clips/{clip_id}/as/{form}', include_in_schema=False)
@router.get('/clips/{clip_id}/as/{form}')
def download(request: Request, clip_id: str, form: str) -> Response:
    """A clip in one of the formats that there are."""
    return deliver(request, *service.result_as(accounts.current_user('voice').id, clip_id, form))


@router.get('/clips/{clip_id}/original')
def original(request: Request, clip_id: str) -> Response:
    """The recording that a clip was made of, to be heard beside it."""
    key = changing.original(accounts.current_user('voice').id, clip_id)
    return play(request, key, 'audio/mpeg')


@router.get('/clips/{clip_id}/chapters.{form}')
def chapters(clip_id: str, form: str) -> Response:
    """The chapters of a clip, to be kept beside it: for people, or as podcasts have them."""
    found = queries.get(accounts.current_user('voice').id, clip_id).chapters
    if not found or f'.{form}' not in KINDS:
        raise NotFound('This clip has no such chapters.')
    told = written(found, f'.{form}')
    headers = {**FRESH, 'Content-Disposition': f'attachment; filename="chapters.{form}"'}
    return Response(told, headers=headers, media_type='text/plain; charset=utf-8')


@router.get('/clips/{clip_id}/subtitles.{form}')
def subtitles(clip_id: str, form: words.Form) -> Response:
    """The subtitles of a clip, to be kept beside it."""
    told = words.subtitles(accounts.current_user('voice').id, clip_id, form)
    headers = {**FRESH, 'Content-Disposition': f'attachment; filename="subtitles.{form}"'}
    return Response(told, headers=headers, media_type='text/plain; charset=utf-8')
