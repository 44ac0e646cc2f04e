"""Clips of all tools: the history, one of it, and its subtitles. As jobs they are cancelled, retried and deleted."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import Field

from app.api.v1.answers import FRESH, Fields, IfNoneMatch, Moment, Resource, one
from app.api.v1.paging import Asked, Page, asked, last, page, time_and_id
from app.api.v1.voice.asking import Asking, ClipId
from app.api.v1.voice.chapters import Chapter
from app.voice import queries, words
from app.voice.queries import ClipView
from models import FilesGone, Status

router = APIRouter()
Tool = Literal['speak', 'change', 'effect']
MEDIA = {'srt': 'application/x-subrip', 'vtt': 'text/vtt'}


class Clip(Resource):
    """One sound that was asked for. How far it is, and its file: `GET /jobs/{job_id}`, by the same id."""

    id: str
    tool: Tool
    title: str
    text: str | None
    voice: str | None
    status: Status
    error: str | None
    settings: dict[str, Any] = Field(description='How it was asked for.')
    engine: str | None = Field(description='What has made the sound.')
    licence: str | None = Field(description='Under which it comes.')
    credit: list[str] = Field(description='Whom to name, a line each; of sound effects alone.')
    chapters: list[Chapter] = Field(description='Of the headings in its text; its files have them, too.')
    duration_s: float | None
    loudness_lufs: float | None
    created_at: Moment
    completed_at: Moment | None
    expires_at: Moment | None = Field(description='When its file goes, by the tier of today.')
    files_gone_at: Moment | None
    files_gone_why: FilesGone | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that is done."""
        return {
            'id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
            'tool': 'speak',
            'title': 'Doors open at 7:30pm.',
            'text': 'Doors open at 7:30pm.',
            'voice': 'af_heart',
            'status': 'completed',
            'error': None,
            'settings': {'engine': 'kokoro', 'speed': 1.0, 'format': 'wav', 'target_lufs': -19.0},
            'engine': 'kokoro',
            'licence': 'Apache-2.0',
            'credit': [],
            'chapters': [],
            'duration_s': 2.1,
            'loudness_lufs': -19.0,
            'created_at': '2026-11-28T20:00:00Z',
            'completed_at': '2026-11-28T20:00:04Z',
            'expires_at': None,
            'files_gone_at': None,
            'files_gone_why': None,
        }


@router.get('/clips', response_model=Page[Clip], summary='List clips')
def list_clips(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    tool: Annotated[Tool | None, Query(description='Only clips of this tool.')] = None,
    search: Annotated[str, Query(max_length=200, description='Only clips whose title or text contains this.')] = '',
) -> Response:
    """Your clips, the newest first."""
    found = queries.behind(who.id, last(wanted), wanted.limit + 1, tool=tool or '', search=search)
    return page(wanted, found, Clip, time_and_id, map(_shown, found))


@router.get('/clips/{clip_id}', response_model=Clip, summary='Get a clip')
def get_clip(request: Request, who: Asking, clip_id: ClipId, fields: Fields = None, _: IfNoneMatch = None) -> Response:
    """How a clip was asked for, and what came out."""
    return one(request, _shown(queries.get(who.id, clip_id)), fields)


@router.get(
    '/clips/{clip_id}/subtitles/{form}',
    response_class=Response,
    responses={200: {'description': 'The subtitles.', 'content': {media: {} for media in MEDIA.values()}}},
    summary='Get the subtitles of a clip',
)
def get_clip_subtitles(
    who: Asking, clip_id: ClipId, form: Annotated[words.Form, Path(description='SubRip or WebVTT.')]
) -> Response:
    """What is said in a clip, with the times of its words."""
    headers = {'Cache-Control': FRESH}
    return PlainTextResponse(words.subtitles(who.id, clip_id, form), headers=headers, media_type=MEDIA[form])


def _shown(view: ClipView) -> Clip:
    known = {name: getattr(view, name) for name in Clip.model_fields if hasattr(view, name)}
    outcome = view.outcome
    more = {'engine': outcome.get('engine'), 'licence': outcome.get('licence'), 'duration_s': view.seconds}
    more['credit'] = outcome.get('credit', [])
    more['chapters'] = [Chapter.of(one) for one in view.chapters]
    return Clip.model_validate({**known, **more, 'settings': dict(view.settings)})
