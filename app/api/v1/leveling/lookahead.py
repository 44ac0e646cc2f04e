"""The look ahead at an upload, before it costs anything: its tracks, its curves, and what every preset would make."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from app import leveling
from app.api.v1.answers import Fields, IfNoneMatch, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.leveling.asking import Asking, UploadId
from app.api.v1.leveling.forecasts import MixForecast, shown
from app.api.v1.leveling.jobs import OPTIONS
from app.jobs.progress import HUB
from app.leveling import Cue, LookaheadView
from app.runtime.thread_pools import LOOKS
from models import Status

router = APIRouter()


class UploadLookahead(Resource):
    """How far the look at an upload is, and what was found."""

    id: str = Field(description='What it is called while it is worked out.')
    upload_id: str
    name: str
    status: Status
    percent: int
    stage: str | None
    stage_label: str
    seconds_left: float | None
    error: str | None
    duration_s: float = Field(description='Length of the mix, seconds.')
    has_set_tracks: bool = Field(description='Whether somebody has set its tracks.')
    found: MixForecast | None = Field(description='What was found; null until it is.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that has just begun."""
        return {
            'id': '019ab5f4-0c3e-7d10-b1a5-4a1f5f0d7e21',
            'upload_id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
            'name': 'Friday night.wav',
            'status': 'queued',
            'percent': 0,
            'stage': None,
            'stage_label': '',
            'seconds_left': None,
            'error': None,
            'duration_s': 3600.0,
            'has_set_tracks': False,
            'found': None,
        }


class LookaheadWanted(Wanted):
    """What it is worked out for."""

    options: OPTIONS

    @classmethod
    def example(cls) -> dict[str, Any]:
        """With the tracks found by themselves."""
        return {'options': {'target_lufs': -14.0, 'even_percent': 60.0}}


class TrackWanted(Wanted):
    """Where a track begins."""

    start_s: float = Field(ge=0.0, allow_inf_nan=False, description='Seconds from the start of the mix.')
    title: str | None = Field(default=None, max_length=leveling.LONGEST_TITLE)


class TracksWanted(Wanted):
    """Where the tracks of a mix begin, in their order, at least a second apart."""

    tracks: list[TrackWanted] = Field(min_length=1, max_length=leveling.MOST_CUES)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Two of them."""
        return {'tracks': [{'start_s': 0.0, 'title': 'First'}, {'start_s': 271.5, 'title': 'Second'}]}


@router.post(
    '/uploads/{upload_id}/lookahead',
    status_code=202,
    response_model=UploadLookahead,
    summary='Look at an upload',
    openapi_extra=may_fail('over-limit', 'paused', 'in-use'),
)
async def ask_upload_lookahead(request: Request, who: Asking, upload_id: UploadId, wanted: LookaheadWanted) -> Response:
    """Have an upload looked at by a worker, for a matching, a tracklist and a format. It costs nothing, and what is
    worked out is not worked out again by the job that takes the upload."""
    options = leveling.choice_of(wanted.options.model_dump(exclude_unset=True))
    found = await LOOKS.call(who.id, leveling.ask_lookahead, who.id, upload_id, options)
    HUB.poke()
    return one(request, _shown(found), status=202, Location=f'/api/v1/leveling/uploads/{upload_id}/lookahead')


@router.get('/uploads/{upload_id}/lookahead', response_model=UploadLookahead, summary='Get the look at an upload')
def get_upload_lookahead(
    request: Request, who: Asking, upload_id: UploadId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """How far it is, and what was found."""
    return one(request, _shown(leveling.get_lookahead(who.id, upload_id)), fields)


@router.put(
    '/uploads/{upload_id}/tracks',
    response_model=UploadLookahead,
    summary='Set the tracks of an upload',
    openapi_extra=may_fail('paused'),
)
def set_upload_tracks(request: Request, who: Asking, upload_id: UploadId, wanted: TracksWanted) -> Response:
    """Say where the tracks begin; it counts before every tracklist, and the look begins anew with it."""
    placed = [Cue(track.start_s, track.title) for track in wanted.tracks]
    return _set(request, who, upload_id, placed)


@router.delete(
    '/uploads/{upload_id}/tracks',
    response_model=UploadLookahead,
    summary='Let the tracks of an upload be found again',
    openapi_extra=may_fail('paused'),
)
def forget_upload_tracks(request: Request, who: Asking, upload_id: UploadId) -> Response:
    """Forget what was set."""
    return _set(request, who, upload_id, None)


def _set(request: Request, who: Asking, upload_id: str, placed: list[Cue] | None) -> Response:
    found = leveling.set_tracks(who.id, upload_id, placed)
    HUB.poke()
    return one(request, _shown(found))


def _shown(view: LookaheadView) -> UploadLookahead:
    return UploadLookahead(
        id=view.id,
        upload_id=view.upload_id,
        name=view.filename,
        status=view.status,
        percent=view.percent,
        stage=view.stage,
        stage_label=view.stage_label,
        seconds_left=view.seconds_left,
        error=view.error,
        duration_s=view.duration_s,
        has_set_tracks=view.edited,
        found=shown(view.told) if view.told is not None else None,
    )
