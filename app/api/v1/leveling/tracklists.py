"""Which files may be sent and made, and a tracklist that somebody has pasted, read before anything is done with it."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from app import leveling
from app.api.v1.answers import Resource, Wanted
from app.api.v1.leveling.asking import Asking
from app.leveling.formats import FORMATS

router = APIRouter()
LONGEST = 1_000_000


class SoundFormat(Resource):
    """One kind of file."""

    name: str
    suffixes: list[str]


class Formats(Resource):
    """What may be sent, and what may be made of it."""

    accepts: list[SoundFormat]
    converts_to: list[str]
    tracklists: list[str] = Field(description='How the tracklist of a job can be had.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A part of it."""
        return {
            'accepts': [{'name': 'FLAC', 'suffixes': ['.flac']}],
            'converts_to': ['wav', 'flac'],
            'tracklists': ['cue', 'txt'],
        }


class PastedTracklist(Wanted):
    """A list as it was pasted: a CUE sheet, or lines with times."""

    text: str = Field(max_length=LONGEST)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Two lines."""
        return {'text': '00:00 First\n04:31 Second'}


class TrackRead(Resource):
    """One track that was read."""

    time: str = Field(description='Where it begins, as it is shown: minutes and seconds.')
    title: str


class TracklistRead(Resource):
    """What was read of a list; none of it where it cannot be read."""

    tracks: list[TrackRead]
    notes: list[str] = Field(description='What was taken in a way that might not be meant, or why nothing was read.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Both lines."""
        return {'tracks': [{'time': '00:00', 'title': 'First'}, {'time': '04:31', 'title': 'Second'}], 'notes': []}


@router.get('/formats', response_model=Formats, summary='List formats')
def list_formats(_: Asking) -> Response:
    """Which files may be sent, and what may be made of them."""
    told = Formats(
        accepts=[SoundFormat(name=name, suffixes=list(suffixes)) for name, suffixes in FORMATS.items()],
        converts_to=list(leveling.OUTPUT_FORMATS),
        tracklists=list(leveling.TRACKLISTS),
    )
    return JSONResponse(told.told(), headers={'Cache-Control': 'private, max-age=3600'})


@router.post('/tracklists/read', response_model=TracklistRead, summary='Read a tracklist')
def read_pasted_tracklist(_: Asking, pasted: PastedTracklist) -> Response:
    """Show what would be read of a tracklist. Nothing is kept."""
    found = leveling.read_list(pasted.text)
    tracks = [TrackRead(time=time, title=title) for time, title in found.tracks]
    return JSONResponse(TracklistRead(tracks=tracks, notes=list(found.told)).told())
