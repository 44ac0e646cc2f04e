"""Takes: what somebody has played, scored note by note."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.delivery import deliver
from app.api.v1 import jobs
from app.api.v1.answers import Fields, IfNoneMatch, Moment, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.files import FILE, Range
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked, last, page, time_and_id
from app.api.v1.practice.asking import EXAMPLE_ID, PIECE_ID, Asking, PieceId, submitted
from app.practice import own_takes, performing
from app.practice.options import FASTEST, MOST_BARS, SLOWEST
from app.practice.own_takes import LONGEST_S, MOST_NOTES, TakeOptions, TakeView
from app.practice.takes.result import VerdictKind
from models import Status

router = APIRouter()
TakeId = Annotated[str, Path(max_length=64, description='The id of a take, which is that of its job.')]
_BARS = 10 * MOST_BARS


class Part(BaseModel):
    """A part of a score."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    points: float
    most: int
    words: str


class Verdict(BaseModel):
    """What became of a written note."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(description='`n`, the index of its bar, `-`, its place in it.')
    bar: int
    pitch: int
    kind: VerdictKind
    late_ms: int | None
    played: int | None
    short: bool
    soft: bool
    words: str


class Extra(BaseModel):
    """A note that nobody asked for; times are in seconds, of the take and of the piece."""

    model_config = ConfigDict(from_attributes=True)

    at_s: float
    piece_s: float
    bar: int
    pitch: int
    words: str


class BarScore(BaseModel):
    """How a bar went, 0 to 100."""

    model_config = ConfigDict(from_attributes=True)

    bar: int
    score: int
    hits: int
    of: int
    words: str


class TakeOutcome(BaseModel):
    """What came of a take."""

    model_config = ConfigDict(from_attributes=True)

    completion: int = Field(description='How much of the piece was played, in percent.')
    parts: list[Part] = Field(description='What the score is made of.')
    bars: list[BarScore]
    notes: list[Verdict]
    extras: list[Extra]
    latency_ms: int
    tempo_percent: float = Field(description='How fast it was played; 100 is as asked for.')
    remark: str
    hints: list[str]


class TakeEntry(Resource):
    """A take, and how far it is. As a job it is cancelled and deleted."""

    id: str
    piece_id: str
    title: str
    source: str = Field(description='`audio` or `midi`.')
    status: Status
    percent: int
    error: str | None
    score: float | None = Field(description='0 to 100.')
    tempo: int | None
    transpose: int
    first: int | None
    last: int | None
    band: bool
    created_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that was scored."""
        return {
            'id': EXAMPLE_ID,
            'piece_id': PIECE_ID,
            'title': 'Take of Lick in G♭ major',
            'source': 'audio',
            'status': 'completed',
            'percent': 100,
            'error': None,
            'score': 86.0,
            'tempo': 120,
            'transpose': 0,
            'first': None,
            'last': None,
            'band': False,
            'created_at': '2026-11-28T20:00:00Z',
        }


class Take(TakeEntry):
    """A take with its verdict on every note."""

    result: TakeOutcome | None = Field(description='Null until it is scored.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One note of one that was scored."""
        words = 'A little late.'
        verdict = {'id': 'n0-0', 'bar': 1, 'pitch': 65, 'kind': 'hit', 'late_ms': 12, 'played': 65}
        return TakeEntry.example() | {
            'result': {
                'completion': 100,
                'parts': [{'name': 'notes', 'points': 55.0, 'most': 60, 'words': '11 of 12 notes.'}],
                'bars': [{'bar': 1, 'score': 90, 'hits': 4, 'of': 4, 'words': words}],
                'notes': [verdict | {'short': False, 'soft': False, 'words': words}],
                'extras': [],
                'latency_ms': 120,
                'tempo_percent': 99.4,
                'remark': '',
                'hints': ['Bar 3 at 90 a minute.'],
            }
        }


class Played(Wanted):
    """How a piece was played."""

    tempo: int | None = Field(None, ge=SLOWEST, le=FASTEST, description='In beats a minute; without it as written.')
    transpose: int = Field(0, ge=-performing.MOST_SEMITONES, le=performing.MOST_SEMITONES)
    first: int | None = Field(None, ge=0, lt=_BARS, description='The index of the first bar; without it, all.')
    last: int | None = Field(None, ge=0, lt=_BARS)
    band: bool = Field(False, description='Whether the play-along may be heard in it.')


class TakeWanted(Played):
    """A recording, and how the piece was played in it."""

    upload_id: str = Field(min_length=1, max_length=64, description='The id of a complete upload.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One upload."""
        return {'upload_id': '019ab5ef-1c1e-7a41-9f0e-2f6f6f1f7c11', 'tempo': 120}


class KeyPressed(BaseModel):
    """A note of a MIDI keyboard; times are in seconds."""

    model_config = ConfigDict(extra='forbid')

    at: float = Field(ge=0, le=LONGEST_S)
    length: float = Field(ge=0, le=LONGEST_S)
    pitch: int = Field(ge=0, le=127)
    velocity: int = Field(80, ge=1, le=127)


class KeyboardTakeWanted(Played):
    """What a MIDI keyboard sent, and how the piece was played on it."""

    notes: list[KeyPressed] = Field(min_length=1, max_length=MOST_NOTES)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One note."""
        return {'notes': [{'at': 0.5, 'length': 0.4, 'pitch': 65, 'velocity': 80}]}


@router.get('/pieces/{piece_id}/takes', response_model=Page[TakeEntry], summary='List takes')
def list_takes(who: Asking, wanted: Annotated[Asked, Depends(asked)], piece_id: PieceId) -> Response:
    """Your takes of a piece, the newest first."""
    found = own_takes.behind(who.id, piece_id, last(wanted), wanted.limit + 1)
    return page(wanted, found, TakeEntry, time_and_id, (TakeEntry.model_validate(_facts(one)) for one in found))


@router.post(
    '/pieces/{piece_id}/takes',
    status_code=201,
    response_model=jobs.Job,
    summary='Score a take',
    openapi_extra=may_fail('over-limit', 'paused', 'in-use', 'conflict'),
)
def create_take(request: Request, who: Asking, _: Once, piece_id: PieceId, wanted: TakeWanted) -> Response:
    """Have an uploaded recording held against a piece: the answer is its job, which takes the upload over."""
    job_id = own_takes.submit_recording(who.id, wanted.upload_id, piece_id, _options(wanted))
    return submitted(request, who, job_id)


@router.post(
    '/pieces/{piece_id}/keyboard-takes',
    status_code=201,
    response_model=jobs.Job,
    summary='Score a take on a keyboard',
    openapi_extra=may_fail('over-limit', 'paused'),
)
def create_keyboard_take(
    request: Request, who: Asking, _: Once, piece_id: PieceId, wanted: KeyboardTakeWanted
) -> Response:
    """Have the notes of a MIDI keyboard held against a piece: the answer is its job."""
    notes = [note.model_dump() for note in wanted.notes]
    return submitted(request, who, own_takes.submit_keyboard(who.id, notes, piece_id, _options(wanted)))


@router.get('/takes/{take_id}', response_model=Take, summary='Get a take')
def get_take(request: Request, who: Asking, take_id: TakeId, fields: Fields = None, _: IfNoneMatch = None) -> Response:
    """How it went: its score, what that is made of, and a verdict on every note."""
    found = own_takes.get(who.id, take_id)
    result = None if found.result is None else TakeOutcome.model_validate(found.result)
    return one(request, Take.model_validate({**_facts(found), 'result': result}), fields)


@router.head('/takes/{take_id}/recording', include_in_schema=False)
@router.get('/takes/{take_id}/recording', response_class=Response, responses=FILE, summary='Hear a take')
def get_take_recording(request: Request, who: Asking, take_id: TakeId, _: Range = None) -> Response:
    """What was recorded."""
    return deliver(request, *own_takes.recording(who.id, take_id))


def _options(wanted: Played) -> TakeOptions:
    return TakeOptions(wanted.tempo, wanted.transpose, wanted.first, wanted.last, wanted.band)


def _facts(view: TakeView) -> dict[str, Any]:
    names = ('id', 'title', 'source', 'status', 'percent', 'error', 'score', 'created_at')
    played = {name: getattr(view.options, name) for name in TakeOptions.__slots__}
    return {name: getattr(view, name) for name in names} | played | {'piece_id': view.content_id}
